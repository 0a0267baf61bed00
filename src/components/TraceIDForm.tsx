import React from 'react';
import { t } from '@grafana/i18n';
import { Explanation } from './Explanation';
import { SpanIDField } from './SpanIDField';
import { TraceIDField } from './TraceIDField';
import { traceInWords } from './traceSentences';
import { ViewField } from './ViewField';
import type { QueryProblems } from '../queryProblems';
import type { TraceIdQuery } from '../types';

interface TraceIDFormProps {
  query: TraceIdQuery;
  problems: QueryProblems;
  onChange: (query: TraceIdQuery) => void;
}

/** Asks for one trace by its ID, and how to show it. */
export function TraceIDForm({ query, problems, onChange }: TraceIDFormProps): React.JSX.Element {
  return (
    <>
      <Explanation text={traceInWords(query)} />
      <TraceIDField
        label={t('query.trace-id.label', 'Trace ID')}
        tooltip={t(
          'query.trace-id.tooltip',
          'As any log line or header spells it: hexadecimal with or without leading zeros, upper or lower case. A trace that began before the time range is found, too, as far back as the look-back in the settings of the data source.',
        )}
        value={query.query}
        problem={problems.query}
        onCommit={(text) => onChange({ ...query, query: text })}
      />
      <SpanIDField
        value={query.spanId}
        problem={problems.spanId}
        onCommit={(spanId) => onChange({ ...query, spanId })}
      />
      <ViewField value={query.view} problem={problems.view} onChange={(view) => onChange({ ...query, view })} />
    </>
  );
}
