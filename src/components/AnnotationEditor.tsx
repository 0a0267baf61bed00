import React from 'react';
import type { AnnotationQuery, QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Box, Button } from '@grafana/ui';
import { problemsOf, useCompletion } from './editing';
import { SearchForm } from './SearchForm';
import { useConditions } from './useConditions';
import type { DataSource } from '../datasource';
import { failingSpans, normalise } from '../query';
import type { Query, SearchQuery, Settings } from '../types';

/** What Grafana gives to the editor of an annotation's query. */
export type AnnotationEditorProps = QueryEditorProps<DataSource, Query, Settings> & {
  annotation?: AnnotationQuery<Query>;
  onAnnotationChange?: (annotation: AnnotationQuery<Query>) => void;
};

/** Edits the search whose traces are marked in graphs. A finished change is tried out, unless it would be refused. */
export function AnnotationEditor({ query, datasource, range, ...props }: AnnotationEditorProps): React.JSX.Element {
  const search = normalise({ ...query, queryType: 'search' } as Query) as SearchQuery;
  const completion = useCompletion(datasource, range);
  const found = problemsOf(search);
  const change = (next: SearchQuery) => props.onChange(normalise(next));
  const conditions = useConditions(search, (changed) => change({ ...search, ...changed }));
  const { refId, datasource: ref } = search;
  const markFailing = () => change({ ...failingSpans, refId, datasource: ref });
  return (
    <>
      <Box marginBottom={0.5}>
        <Button variant="secondary" onClick={markFailing}>
          {t('annotation.failing-spans', 'Mark failing spans')}
        </Button>
      </Box>
      <SearchForm
        query={search}
        conditions={conditions}
        problems={found}
        completion={completion}
        marks
        searchesLogs={datasource.access !== 'jaegerQuery'}
        onChange={change}
      />
    </>
  );
}
