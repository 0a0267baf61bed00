import React from 'react';
import { t } from '@grafana/i18n';
import { FieldSet } from '@grafana/ui';
import { SwitchField } from './SettingFields';
import type { SettingsForm } from './settingsForm';

/** Whether a trace comes with its node graph, which Grafana draws above the trace. */
export function NodeGraphSection({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <FieldSet label={t('settings.node-graph.title', 'Node graph')}>
      <SwitchField
        label={t('settings.node-graph.enabled', 'Enable node graph')}
        description={t(
          'settings.node-graph.enabled-description',
          'Above a trace in Explore: its spans as circles, with their duration, the time they took by themselves, and a red ring when they failed. Of a trace of more than 1000 spans it shows the most important.',
        )}
        readOnly={form.readOnly}
        value={form.settings.nodeGraph?.enabled}
        onChange={(enabled) => form.set({ nodeGraph: { enabled } })}
      />
    </FieldSet>
  );
}
