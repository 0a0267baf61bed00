import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import { defaultSpansPerTrace, maxSpansPerTrace } from '../searchResults';

interface SpansPerTraceFieldProps {
  value: number | undefined;
  problem: string | undefined;
  /** Told of no number when the field was emptied, which means the default. */
  onCommit: (most: number | undefined) => void;
}

/** The most matching spans to show under each trace. */
export function SpansPerTraceField({ value, problem, onCommit }: SpansPerTraceFieldProps): React.JSX.Element {
  return (
    <InlineField
      label={t('query.spans-per-trace.label', 'Spans per trace')}
      labelWidth={labelWidth}
      tooltip={t(
        'query.spans-per-trace.tooltip',
        'The most matching spans to show below each trace, the first of them: {{defaultSpansPerTrace}} when empty, {{maxSpansPerTrace}} at most, 0 for none. A search without conditions on spans shows none.',
        { defaultSpansPerTrace, maxSpansPerTrace },
      )}
      {...fieldProblem(problem)}
    >
      <CommitInput
        id={useId()}
        type="number"
        min={0}
        max={maxSpansPerTrace}
        width={fieldWidth}
        value={String(value ?? defaultSpansPerTrace)}
        onCommit={(text) => onCommit(text === '' ? undefined : Number(text))}
      />
    </InlineField>
  );
}
