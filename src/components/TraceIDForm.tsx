import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { fieldProblem, labelWidth } from './layout';
import type { QueryProblems } from '../queryProblems';
import type { TraceIdQuery } from '../types';

interface TraceIDFormProps {
  query: TraceIdQuery;
  problems: QueryProblems;
  onChange: (query: TraceIdQuery) => void;
}

/** Asks for one trace by its ID. */
export function TraceIDForm({ query, problems, onChange }: TraceIDFormProps): React.JSX.Element {
  return (
    <InlineField
      label={t('query.trace-id.label', 'Trace ID')}
      labelWidth={labelWidth}
      tooltip={t(
        'query.trace-id.tooltip',
        'As any log line or header spells it: hexadecimal with or without leading zeros, upper or lower case. A trace that began before the time range is found, too, as far back as the look-back in the settings of the data source.',
      )}
      {...fieldProblem(problems.query)}
      grow
    >
      <CommitInput
        id={useId()}
        value={query.query}
        placeholder={t('query.trace-id.placeholder', 'such as 4bf92f3577b34da6a3ce929d0e0e4736')}
        onCommit={(text) => onChange({ ...query, query: text })}
      />
    </InlineField>
  );
}
