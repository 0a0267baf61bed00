import React from 'react';
import type { QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Stack, Text } from '@grafana/ui';
import { choose, examplesOf } from './examples';
import type { Query, QueryType } from '../types';

const types: readonly QueryType[] = ['search', 'traceId', 'metrics', 'serviceGraph', 'compare'];

/** Tells of each type of query what it is for, with examples that run when they are clicked. */
export function QueryHelp({ query, onClickExample }: QueryEditorHelpProps<Query>): React.JSX.Element {
  return (
    <Stack direction="column" gap={2}>
      {types.map((type) => (
        <section key={type}>
          <Text element="h4">{titleOf(type)}</Text>
          <p>{purposeOf(type)}</p>
          <Stack direction="row" gap={1} wrap="wrap">
            {examplesOf(type).map((example) => (
              <Button
                key={example.title}
                variant="secondary"
                size="sm"
                icon="play"
                onClick={() => onClickExample(choose(example, query.refId))}
              >
                {example.title}
              </Button>
            ))}
          </Stack>
        </section>
      ))}
    </Stack>
  );
}

function titleOf(type: QueryType): string {
  switch (type) {
    case 'search':
      return t('query.type.search', 'Search');
    case 'traceId':
      return t('query.type.trace-id', 'Trace ID');
    case 'metrics':
      return t('query.type.metrics', 'Metrics');
    case 'serviceGraph':
      return t('query.type.service-graph', 'Service graph');
    case 'compare':
      return t('query.type.compare', 'Compare');
    case 'upload':
      return t('query.type.upload', 'File');
  }
}

function purposeOf(type: QueryType): string {
  switch (type) {
    case 'search':
      return t(
        'help.search.purpose',
        'Lists the newest traces with a span that meets all conditions and began in the time range. A click on a trace ID opens the trace.',
      );
    case 'traceId':
      return t(
        'help.trace-id.purpose',
        'Shows one whole trace by its ID, from a log line, a header or a search: its spans over time, as a flame graph, as a table of its operations, or its events.',
      );
    case 'metrics':
      return t(
        'help.metrics.purpose',
        'Turns spans into figures: how many requests there were, how many failed, how long they took. For graphs, tables and alert rules; points on a graph lead to real traces.',
      );
    case 'serviceGraph':
      return t(
        'help.graph.purpose',
        'Draws which service calls which, how often, how long that takes and how often it fails.',
      );
    case 'compare':
      return t(
        'help.compare.purpose',
        'Sets one trace against another, operation by operation: what takes longer, fails more often, or is new. It needs two trace IDs.',
      );
    case 'upload':
      return t(
        'help.upload.purpose',
        'Shows the traces of a file with Jaeger JSON or OTLP JSON, such as one that a colleague sent. Grafana keeps it for an hour after its last use.',
      );
  }
}
