import React, { useEffect, useRef } from 'react';
import type { QueryEditorProps as GrafanaProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, RadioButtonGroup } from '@grafana/ui';
import { CompareForm } from './CompareForm';
import { problemsOf, useCompletion } from './editing';
import { useChosen } from './examples';
import { MetricsForm } from './MetricsForm';
import { SearchForm } from './SearchForm';
import { ServiceGraphForm } from './ServiceGraphForm';
import { ShrinkingField } from './ShrinkingField';
import { TraceIDForm } from './TraceIDForm';
import { UploadForm } from './UploadForm';
import { useRemembered } from './useRemembered';
import { useConditions } from './useConditions';
import { isAlerting } from '../alerting';
import type { DataSource } from '../datasource';
import { filterFields } from '../filters';
import { isKnownVersion } from '../migrations';
import { isRunnable, normalise, type StoredQuery } from '../query';
import type { Query, QueryType, Settings } from '../types';

/** What Grafana gives to the editor of one query. */
export type QueryEditorProps = GrafanaProps<DataSource, Query, Settings>;

/**
 * Edits one query, of any type. What was entered for one type is still there after a look at another. A finished change
 * runs the query, unless the backend would refuse it.
 */
export function QueryEditor(props: QueryEditorProps): React.JSX.Element {
  const { datasource, onChange, onRunQuery } = props;
  const alerting = isAlerting(props.app);
  const query = normalise(props.query);
  const readable = isKnownVersion(query) ? query : undefined;
  const entered = useRef<{ [type in QueryType]?: Query }>({});
  const completion = useCompletion(datasource, props.range);
  const remembered = useRemembered();
  useDefaultSaved(props, query);
  useChosen(query, onRunQuery);

  const change = (next: Query) => {
    const full = normalise(next);
    onChange(alerting ? explicit(full) : full);
    if (isRunnable(full) && Object.keys(problemsOf(full)).length === 0) {
      onRunQuery();
    }
  };
  const search = readable?.queryType === 'search' ? readable : undefined;
  const metrics = readable?.queryType === 'metrics' ? readable : undefined;
  const searchConditions = useConditions(search, (changed) => search && change({ ...search, ...changed }));
  const metricsConditions = useConditions(metrics, (changed) => metrics && change({ ...metrics, ...changed }));
  const searchesLogs = datasource.access !== 'jaegerQuery';
  const switchTo = (queryType: QueryType) => {
    if (readable !== undefined) {
      entered.current[query.queryType] = query;
    }
    const { refId, hide, key, datasource: ref } = query;
    change({
      ...(entered.current[queryType] ?? (readable && sharedOf(readable, queryType))),
      queryType,
      refId,
      hide,
      key,
      datasource: ref,
    } as Query);
  };
  const found = problemsOf(query);
  return (
    <>
      <ShrinkingField label={t('query.type.label', 'Query type')}>
        <RadioButtonGroup
          aria-label={t('query.type.label', 'Query type')}
          options={[
            { value: 'search', label: t('query.type.search', 'Search') },
            { value: 'traceId', label: t('query.type.trace-id', 'Trace ID') },
            { value: 'metrics', label: t('query.type.metrics', 'Metrics') },
            { value: 'serviceGraph', label: t('query.type.service-graph', 'Service graph') },
            { value: 'compare', label: t('query.type.compare', 'Compare') },
            // Files are gone before a rule is evaluated again.
            ...(alerting ? [] : [{ value: 'upload' as const, label: t('query.type.upload', 'File') }]),
          ]}
          value={readable?.queryType}
          onChange={switchTo}
        />
      </ShrinkingField>
      {found.schemaVersion !== undefined && <Alert severity="error" title={found.schemaVersion} />}
      {readable?.queryType === 'search' && (
        <SearchForm
          query={readable}
          conditions={searchConditions}
          problems={found}
          completion={completion}
          searchesLogs={searchesLogs}
          showsTable
          onChange={change}
        />
      )}
      {readable?.queryType === 'traceId' && <TraceIDForm query={readable} problems={found} onChange={change} />}
      {readable?.queryType === 'compare' && <CompareForm query={readable} problems={found} onChange={change} />}
      {readable?.queryType === 'upload' && (
        <UploadForm query={readable} problems={found} client={datasource} app={props.app} onChange={change} />
      )}
      {readable?.queryType === 'metrics' && (
        <MetricsForm
          query={readable}
          conditions={metricsConditions}
          problems={found}
          completion={completion}
          searchesLogs={searchesLogs}
          interval={props.data?.request?.intervalMs}
          alerting={alerting}
          onChange={(next) => change(remembered(readable, next))}
        />
      )}
      {readable?.queryType === 'serviceGraph' && (
        <ServiceGraphForm query={readable} problems={found} completion={completion} onChange={change} />
      )}
    </>
  );
}

/**
 * Saves the query that a new alert rule starts from. Grafana shows the default there but keeps an empty query until
 * something changes, and evaluates that (QueryWrapper.tsx of its rule editor); `queries` holds what it keeps.
 */
function useDefaultSaved({ app, queries, onChange }: QueryEditorProps, query: Query): void {
  const kept: StoredQuery | undefined = queries?.find(({ refId }) => refId === query.refId);
  const isNew = isAlerting(app) && kept !== undefined && kept.queryType === undefined && kept.query === undefined;
  const saved = useRef(false);
  useEffect(() => {
    if (isNew && !saved.current) {
      saved.current = true;
      onChange(query);
    }
  }, [isNew, onChange, query]);
}

/** Says in an alert rule what is absent elsewhere: there Grafana puts what is saved on top of the default. */
function explicit(query: Query): Query {
  return query.queryType === 'metrics' && query.instant === undefined ? { ...query, instant: false } : query;
}

/**
 * A type of query that nothing was entered for yet starts with the conditions or the trace of the one before. A file has
 * traces of its own.
 */
function sharedOf(query: StoredQuery, next: QueryType): Partial<StoredQuery> {
  if (query.queryType === 'upload' || next === 'upload') {
    return {};
  }
  return Object.fromEntries([...filterFields, 'query' as const].map((field) => [field, query[field]]));
}
