import React from 'react';
import { t } from '@grafana/i18n';
import { Explanation } from './Explanation';
import { TraceIDField } from './TraceIDField';
import { comparisonInWords } from './traceSentences';
import type { QueryProblems } from '../queryProblems';
import type { CompareQuery } from '../types';

interface CompareFormProps {
  query: CompareQuery;
  problems: QueryProblems;
  onChange: (query: CompareQuery) => void;
}

/** Asks for the differences between two traces. */
export function CompareForm({ query, problems, onChange }: CompareFormProps): React.JSX.Element {
  return (
    <>
      <Explanation text={comparisonInWords(query)} />
      <TraceIDField
        label={t('query.compare.a', 'Trace A')}
        tooltip={t(
          'query.compare.a-tooltip',
          'The ID of the trace to start from, such as one that was fast enough. Operations are matched by service and name.',
        )}
        value={query.query}
        problem={problems.query}
        onCommit={(text) => onChange({ ...query, query: text })}
      />
      <TraceIDField
        label={t('query.compare.b', 'Trace B')}
        tooltip={t(
          'query.compare.b-tooltip',
          'The ID of the trace to set against it, such as a slow one. Differences are B less A: above zero where B has more.',
        )}
        value={query.other}
        problem={problems.other}
        onCommit={(text) => onChange({ ...query, other: text })}
      />
    </>
  );
}
