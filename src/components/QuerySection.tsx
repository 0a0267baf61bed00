import React from 'react';
import { t } from '@grafana/i18n';
import { FieldSet } from '@grafana/ui';
import { NumberSetting, SwitchSetting, TextSetting } from './SettingFields';
import type { SettingsForm } from './settingsForm';

/** How much is asked, and for how long. Every setting has a default that fits most projects. */
export function QuerySection({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <FieldSet label={t('settings.queries.title', 'Queries')}>
      <TextSetting
        form={form}
        name="traceLookback"
        label={t('settings.look-back.label', 'Look-back for trace IDs')}
        description={t(
          'settings.look-back.description',
          'How far before the time range a trace ID is still looked for, such as 12h, 7d or 2w; 0 for the range alone. Links from logs seldom know when a trace began.',
        )}
        placeholder={form.full.traceLookback}
      />
      {form.full.access === 'jaegerQuery' ? (
        <NumberSetting
          form={form}
          name="maxSearchRequests"
          label={t('settings.jaeger-requests.label', 'Requests at a time')}
          description={t(
            'settings.jaeger-requests.description',
            'From 1 to 100. Jaeger has no limit of its own, and each request costs it several statements.',
          )}
        />
      ) : (
        <LogServiceLimits form={form} />
      )}
      <NumberSetting
        form={form}
        name="maxSpans"
        label={t('settings.max-spans.label', 'Spans of a trace')}
        description={t(
          'settings.max-spans.description',
          'The most that the trace view gets, from 1 to 100000. A browser on a small machine draws 50000 in about five seconds, and 100000 in up to twelve. Of a longer trace it shows the roots, what failed and the longest, with the spans above them, and says how many are left out.',
        )}
      />
      <NumberSetting
        form={form}
        name="timeout"
        label={t('settings.timeout.label', 'Timeout')}
        description={t('settings.timeout.description', 'Seconds that one request may take.')}
      />
    </FieldSet>
  );
}

function LogServiceLimits({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <>
      <SwitchSetting
        form={form}
        name="dedicatedSql"
        label={t('settings.dedicated-sql.label', 'Dedicated SQL')}
        description={t(
          'settings.dedicated-sql.description',
          'Searches use the dedicated SQL of Log Service: more statements at a time over more data, billed by CPU time.',
        )}
      />
      <NumberSetting
        form={form}
        name="maxSqlRequests"
        label={t('settings.sql-requests.label', 'SQL statements at a time')}
        description={t(
          'settings.sql-requests.description',
          'From 1 to 100. Log Service runs 15 of a project at a time, 100 with dedicated SQL; leave room for its other readers.',
        )}
      />
      <NumberSetting
        form={form}
        name="maxSearchRequests"
        label={t('settings.search-requests.label', 'Searches at a time')}
        description={t(
          'settings.search-requests.description',
          'From 1 to 100, which is as many as Log Service runs of a project.',
        )}
      />
    </>
  );
}
