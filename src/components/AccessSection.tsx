import React from 'react';
import { t } from '@grafana/i18n';
import { Field, FieldSet, RadioButtonGroup } from '@grafana/ui';
import type { SettingsForm } from './settingsForm';
import type { Access } from '../types';

/** The first choice of the page, on which depends what else it asks for. */
export function AccessSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const label = t('settings.access.label', 'How to reach the traces');
  return (
    <FieldSet label={t('settings.access.title', 'Access')}>
      <Field
        label={label}
        description={t(
          'settings.access.description',
          'Log Service: straight from the logstore, with keys of Alibaba Cloud. Searches and figures are worked out there, and traces are whole. Jaeger Query: through the query service of Jaeger that reads the same logstore, by its URL.',
        )}
        disabled={form.readOnly}
        invalid={form.problems.access !== undefined}
        error={form.problems.access}
      >
        <RadioButtonGroup<Access>
          aria-label={label}
          options={[
            { value: 'logService', label: t('settings.access.log-service', 'Log Service') },
            { value: 'jaegerQuery', label: t('settings.access.jaeger-query', 'Jaeger Query') },
          ]}
          value={form.full.access}
          onChange={(access) => form.set({ access })}
        />
      </Field>
    </FieldSet>
  );
}
