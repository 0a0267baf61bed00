import React from 'react';
import { t } from '@grafana/i18n';
import { FieldSet } from '@grafana/ui';
import { LineField } from './SettingFields';
import type { SettingsForm } from './settingsForm';

const example = 'http://jaeger-query:16686';

/** Where Jaeger's query service is. */
export function JaegerSection({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <FieldSet label={t('settings.connection.title', 'Connection')}>
      <LineField
        label={t('settings.url.label', 'URL')}
        required
        description={t(
          'settings.url.description',
          "The address of Jaeger's query service as Grafana's server reaches it, such as http://jaeger-query:16686, with the path it is served under, if any. Which version of its API it has is found out.",
        )}
        placeholder={example}
        value={form.beside.url ?? ''}
        problem={form.problems.url}
        readOnly={form.readOnly}
        onChange={(url) => form.change({ beside: { url } })}
      />
    </FieldSet>
  );
}
