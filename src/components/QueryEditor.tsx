import React, { useMemo, useRef } from 'react';
import type { QueryEditorProps as GrafanaProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { InlineField, RadioButtonGroup } from '@grafana/ui';
import { labelWidth } from './layout';
import { SearchForm } from './SearchForm';
import { TraceIDForm } from './TraceIDForm';
import { useRows } from './useRows';
import { isTagFilter } from './TagFilters';
import type { DataSource } from '../datasource';
import { fillIn, isRunnable, normalise, textFields, type StoredQuery } from '../query';
import { problems, type QueryProblems } from '../queryProblems';
import type { Query, QueryType, Settings } from '../types';

/** What Grafana gives to the editor of one query. */
export type QueryEditorProps = GrafanaProps<DataSource, Query, Settings>;

/**
 * Edits one query: a trace ID or a search. What was entered for one type is still there after a look at the other.
 * A finished change runs the query, unless the backend would refuse it.
 */
export function QueryEditor(props: QueryEditorProps): React.JSX.Element {
  const { datasource, onChange, onRunQuery } = props;
  const query = normalise(props.query);
  const entered = useRef<{ [type in QueryType]?: Query }>({});
  const completion = useCompletion(datasource, props.range);

  const change = (next: Query) => {
    const full = normalise(next);
    onChange(full);
    if (isRunnable(full) && Object.keys(problemsOf(full)).length === 0) {
      onRunQuery();
    }
  };
  const search = query.queryType === 'search' ? query : undefined;
  const tags = useRows(search?.tags ?? [], isTagFilter, (filled) => search && change({ ...search, tags: filled }));
  const switchTo = (queryType: QueryType) => {
    entered.current[query.queryType] = query;
    const { refId, hide, key, datasource: ref } = query;
    change({ ...entered.current[queryType], queryType, refId, hide, key, datasource: ref } as Query);
  };
  const found = problemsOf(query);
  return (
    <>
      <InlineField label={t('query.type.label', 'Query type')} labelWidth={labelWidth}>
        <RadioButtonGroup
          aria-label={t('query.type.label', 'Query type')}
          options={[
            { value: 'search', label: t('query.type.search', 'Search') },
            { value: 'traceId', label: t('query.type.trace-id', 'Trace ID') },
          ]}
          value={query.queryType}
          onChange={switchTo}
        />
      </InlineField>
      {query.queryType === 'search' ? (
        <SearchForm query={query} tags={tags} problems={found} completion={completion} onChange={change} />
      ) : query.queryType === 'traceId' ? (
        <TraceIDForm query={query} problems={found} onChange={change} />
      ) : null}
    </>
  );
}

function useCompletion(client: DataSource, range: QueryEditorProps['range']) {
  const from = range?.from.valueOf();
  const to = range?.to.valueOf();
  return useMemo(() => ({ client, ...(from !== undefined && to !== undefined && { from, to }) }), [client, from, to]);
}

/** What is wrong with the query as far as can be told before it runs: not where a variable has no value yet. */
function problemsOf(query: Query): QueryProblems {
  const filled = fillIn(query, (text) => getTemplateSrv().replace(text));
  const texts: StoredQuery = filled;
  const found = problems(filled);
  for (const field of textFields) {
    if (String(texts[field]).includes('$')) {
      delete found[field];
    }
  }
  return found;
}
