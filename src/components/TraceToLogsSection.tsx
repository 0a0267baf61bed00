import React from 'react';
import { t } from '@grafana/i18n';
import { FieldSet } from '@grafana/ui';
import { SwitchField } from './SettingFields';
import type { SettingsForm } from './settingsForm';
import { OwnQuery, ShiftField, SourceField, TagNames } from './TraceToLogsFields';
import type { TraceViewSettings } from '../types';

type TraceToLogs = NonNullable<TraceViewSettings['tracesToLogsV2']>;

/**
 * The data sources that Grafana's trace view can make a query for from a span
 * (https://grafana.com/docs/grafana/latest/datasources/tempo/configure-tempo-data-source/#trace-to-logs).
 */
const logSources = [
  'loki',
  'elasticsearch',
  'grafana-splunk-datasource',
  'grafana-opensearch-datasource',
  'grafana-falconlogscale-datasource',
  'googlecloud-logging-datasource',
  'victoriametrics-logs-datasource',
];

/** What a link to logs starts from: logs come late and carry the trace's ID. All of it can be seen and changed. */
const fresh: TraceToLogs = { spanStartTimeShift: '-5m', spanEndTimeShift: '5m', filterByTraceID: true };

/** The link from a span to its log lines. Grafana's trace view reads these settings by itself. */
export function TraceToLogsSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const saved = form.settings.tracesToLogsV2;
  const link: TraceToLogs = saved ?? {};
  const set = (part: Partial<TraceToLogs>) => form.set({ tracesToLogsV2: { ...link, ...part } });
  return (
    <FieldSet label={t('settings.logs.title', 'Trace to logs')}>
      <SourceField
        label={t('settings.logs.source', 'Data source of the logs')}
        description={t('settings.logs.source-description', 'Every span then has a link to its log lines in it.')}
        types={logSources}
        uid={link.datasourceUid}
        onChange={(datasourceUid) => form.set({ tracesToLogsV2: { ...(saved ?? fresh), datasourceUid } })}
        onClear={() => form.set({ tracesToLogsV2: undefined })}
        readOnly={form.readOnly}
      />
      {saved !== undefined && <LinkFields link={link} set={set} readOnly={form.readOnly} />}
    </FieldSet>
  );
}

interface LinkFieldsProps {
  link: TraceToLogs;
  set: (part: Partial<TraceToLogs>) => void;
  readOnly: boolean;
}

function LinkFields({ link, set, readOnly }: LinkFieldsProps): React.JSX.Element {
  return (
    <>
      <ShiftField
        label={t('settings.logs.start', 'Shift of the start')}
        description={t(
          'settings.logs.start-description',
          'Added to the start of the span, such as -5m. Logs may be written before the span and arrive late.',
        )}
        value={link.spanStartTimeShift}
        onChange={(spanStartTimeShift) => set({ spanStartTimeShift })}
        readOnly={readOnly}
      />
      <ShiftField
        label={t('settings.logs.end', 'Shift of the end')}
        description={t('settings.logs.end-description', 'Added to the end of the span, such as 5m.')}
        value={link.spanEndTimeShift}
        onChange={(spanEndTimeShift) => set({ spanEndTimeShift })}
        readOnly={readOnly}
      />
      <TagNames
        label={t('settings.logs.tags', 'Tags to look for')}
        description={t(
          'settings.logs.tags-description',
          'Tags of the span or its service, and their names in the logs when they differ. Without any: cluster, hostname, namespace, pod, service.name (as service_name) and service.namespace (as service_namespace). A span with none of them has no link.',
        )}
        nameLabel={(number) => t('settings.logs.tag-name', 'Name of tag {{number}} in the logs', { number })}
        namePlaceholder={t('settings.logs.tag-name-placeholder', 'Its name in the logs')}
        tags={link.tags ?? []}
        onChange={(tags) => set({ tags: tags.length > 0 ? tags : undefined })}
        readOnly={readOnly}
      />
      <SwitchField
        label={t('settings.logs.by-trace-id', 'Only lines with the trace ID')}
        description={t(
          'settings.logs.by-trace-id-description',
          'In the line itself; newer versions of Grafana look in its structured metadata, too.',
        )}
        value={link.filterByTraceID}
        onChange={(filterByTraceID) => set({ filterByTraceID })}
        readOnly={readOnly}
      />
      <SwitchField
        label={t('settings.logs.by-span-id', 'Only lines with the span ID')}
        description={t('settings.logs.by-span-id-description', 'For logs that carry it.')}
        value={link.filterBySpanID}
        onChange={(filterBySpanID) => set({ filterBySpanID })}
        readOnly={readOnly}
      />
      <OwnQuery
        link={link}
        set={set}
        texts={{
          custom: {
            label: t('settings.logs.custom', 'Query of your own'),
            description: t(
              'settings.logs.custom-description',
              'Instead of the one made from the tags and filters above.',
            ),
          },
          query: { label: t('settings.logs.query', 'Query'), description: queryDescription() },
        }}
        readOnly={readOnly}
      />
    </>
  );
}

function queryDescription(): string {
  const example = '{${__tags}} |= "${__span.traceId}"';
  return t(
    'settings.logs.query-description',
    'In the language of the data source, with variables of the span: {{example}}',
    {
      example,
      interpolation: { escapeValue: false },
    },
  );
}
