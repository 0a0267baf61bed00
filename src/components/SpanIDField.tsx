import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { fieldProblem, labelWidth } from './layout';

interface SpanIDFieldProps {
  value: string | undefined;
  problem: string | undefined;
  onCommit: (text: string | undefined) => void;
}

/** A field for the ID of a span, whose part of the trace is shown alone. */
export function SpanIDField({ value, problem, onCommit }: SpanIDFieldProps): React.JSX.Element {
  return (
    <InlineField
      label={t('query.span-id.label', 'Below span')}
      labelWidth={labelWidth}
      tooltip={t(
        'query.span-id.tooltip',
        'The ID of a span, to see only it and the spans below it: what a trace leaves out that is too long to draw. Empty for the whole trace. Its details in the trace view have the ID at their end.',
      )}
      {...fieldProblem(problem)}
    >
      <CommitInput
        id={useId()}
        width={30}
        value={value ?? ''}
        placeholder={t('query.span-id.placeholder', 'the whole trace')}
        onCommit={(text) => onCommit(text === '' ? undefined : text)}
      />
    </InlineField>
  );
}
