import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { Field, FieldSet, Switch } from '@grafana/ui';
import type { SettingsForm } from './settingsForm';

/** Whether a trace comes with its node graph, which Grafana draws above the trace. */
export function NodeGraphSection({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <FieldSet label={t('settings.node-graph.title', 'Node graph')}>
      <Field
        label={t('settings.node-graph.enabled', 'Enable node graph')}
        description={t(
          'settings.node-graph.enabled-description',
          'Above a trace in Explore: its spans as circles, with their duration, the time they took by themselves, and a red ring when they failed. Of a trace of more than 1000 spans it shows the most important.',
        )}
        disabled={form.readOnly}
      >
        <Switch
          id={useId()}
          value={form.settings.nodeGraph?.enabled ?? false}
          onChange={({ currentTarget }) => form.set({ nodeGraph: { enabled: currentTarget.checked } })}
        />
      </Field>
    </FieldSet>
  );
}
