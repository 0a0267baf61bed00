import React from 'react';
import { t } from '@grafana/i18n';
import { Button, Field, FieldSet, IconButton, Input, Stack } from '@grafana/ui';
import type { SettingsForm } from './settingsForm';
import { ShiftField, SourceField, TagNames } from './TraceToLogsFields';
import { replaced, useRows } from './useRows';
import type { TraceViewSettings } from '../types';

type TraceToMetrics = NonNullable<TraceViewSettings['tracesToMetrics']>;
type MetricQuery = NonNullable<TraceToMetrics['queries']>[number];

/** The data sources that take what Grafana's trace view sends: a query in PromQL, in the field `expr`. */
const metricSources = [
  'prometheus',
  'grafana-amazonprometheus-datasource',
  'grafana-azureprometheus-datasource',
  'victoriametrics-metrics-datasource',
];

/** What a link to metrics starts from: the time that Grafana takes by itself, where it can be seen and changed. */
const fresh: TraceToMetrics = { spanStartTimeShift: '-2m', spanEndTimeShift: '2m', queries: [] };

/** The links from a span to figures about its service. Grafana's trace view reads these settings by itself. */
export function TraceToMetricsSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const saved = form.settings.tracesToMetrics;
  return (
    <FieldSet label={t('settings.metrics.title', 'Trace to metrics')}>
      <SourceField
        label={t('settings.metrics.source', 'Data source of the metrics')}
        description={t(
          'settings.metrics.source-description',
          'Prometheus, or one that speaks PromQL. Every span then has a link for each query below.',
        )}
        types={metricSources}
        uid={saved?.datasourceUid}
        onChange={(datasourceUid) => form.set({ tracesToMetrics: { ...(saved ?? fresh), datasourceUid } })}
        onClear={() => form.set({ tracesToMetrics: undefined })}
        readOnly={form.readOnly}
      />
      {saved !== undefined && <LinkFields form={form} link={saved} />}
    </FieldSet>
  );
}

function LinkFields({ form, link }: { form: SettingsForm; link: TraceToMetrics }): React.JSX.Element {
  const set = (part: Partial<TraceToMetrics>) => form.set({ tracesToMetrics: { ...link, ...part } });
  return (
    <>
      <ShiftField
        label={t('settings.metrics.start', 'Shift of the start of metrics')}
        description={t('settings.metrics.start-description', 'Added to the start of the span; -2m when empty.')}
        value={link.spanStartTimeShift}
        onChange={(spanStartTimeShift) => set({ spanStartTimeShift })}
        readOnly={form.readOnly}
      />
      <ShiftField
        label={t('settings.metrics.end', 'Shift of the end of metrics')}
        description={t('settings.metrics.end-description', 'Added to the end of the span; 2m when empty.')}
        value={link.spanEndTimeShift}
        onChange={(spanEndTimeShift) => set({ spanEndTimeShift })}
        readOnly={form.readOnly}
      />
      <TagNames
        label={t('settings.metrics.tags', 'Tags for the queries')}
        description={t(
          'settings.metrics.tags-description',
          'What $__tags stands for in a query: those of these tags that the span or its service has, by their label names. Without any: cluster, hostname, namespace, pod, service.name (as service_name) and service.namespace (as service_namespace).',
        )}
        nameLabel={(number) => t('settings.metrics.tag-name', 'Label of tag {{number}}', { number })}
        namePlaceholder={t('settings.metrics.tag-name-placeholder', 'Its label')}
        tags={link.tags ?? []}
        onChange={(tags) => set({ tags: tags.length > 0 ? tags : undefined })}
        readOnly={form.readOnly}
      />
      <Queries queries={link.queries ?? []} onChange={(queries) => set({ queries })} readOnly={form.readOnly} />
    </>
  );
}

interface QueriesProps {
  queries: MetricQuery[];
  onChange: (queries: MetricQuery[]) => void;
  readOnly: boolean;
}

/** A query that was only begun makes no link yet. */
function withText(query: MetricQuery): MetricQuery | undefined {
  return query.name === '' && query.query === '' ? undefined : query;
}

const example = 'sum(rate(istio_requests_total{$__tags}[5m]))';

function Queries({ queries, onChange, readOnly }: QueriesProps): React.JSX.Element {
  const { rows, change } = useRows(queries, withText, onChange);
  const label = t('settings.metrics.queries', 'Queries for metrics');
  return (
    <Field
      label={label}
      description={t(
        'settings.metrics.queries-description',
        'Each makes a link; without any there is none. A link whose query is empty shows the median latency of the service from the metrics that Tempo makes of spans.',
      )}
    >
      <div role="group" aria-label={label}>
        <Stack direction="column" gap={0.5} alignItems="flex-start">
          {rows.map((row, index) => (
            // Rows have no name of their own, and keep nothing but what is in them.
            <Stack key={index} direction="row" gap={0.5} alignItems="center">
              <Input
                aria-label={t('settings.metrics.query-name', 'Name of link {{number}}', { number: index + 1 })}
                placeholder={t('settings.metrics.query-name-placeholder', 'Requests')}
                width={20}
                disabled={readOnly}
                value={row.name ?? ''}
                onChange={({ currentTarget: { value } }) => change(replaced(rows, index, [{ ...row, name: value }]))}
              />
              <Input
                aria-label={t('settings.metrics.query', 'Query of link {{number}}', { number: index + 1 })}
                placeholder={example}
                width={60}
                disabled={readOnly}
                value={row.query ?? ''}
                onChange={({ currentTarget: { value } }) => change(replaced(rows, index, [{ ...row, query: value }]))}
              />
              <IconButton
                name="times"
                size="lg"
                disabled={readOnly}
                tooltip={t('settings.metrics.query-remove', 'Remove query {{number}}', { number: index + 1 })}
                onClick={() => change(replaced(rows, index, []))}
              />
            </Stack>
          ))}
          <Button
            variant="secondary"
            icon="plus"
            disabled={readOnly}
            onClick={() => change([...rows, { name: '', query: '' }])}
          >
            {t('settings.metrics.query-add', 'Add query')}
          </Button>
        </Stack>
      </div>
    </Field>
  );
}
