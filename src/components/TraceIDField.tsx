import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { fieldProblem, labelWidth } from './layout';

interface TraceIDFieldProps {
  label: string;
  tooltip: string;
  value: string;
  problem: string | undefined;
  onCommit: (text: string) => void;
}

/** A field for the ID of a trace, as wide as the form. */
export function TraceIDField({ label, tooltip, value, problem, onCommit }: TraceIDFieldProps): React.JSX.Element {
  return (
    <InlineField label={label} labelWidth={labelWidth} tooltip={tooltip} {...fieldProblem(problem)} grow>
      <CommitInput
        id={useId()}
        value={value}
        placeholder={t('query.trace-id.placeholder', 'such as 4bf92f3577b34da6a3ce929d0e0e4736')}
        onCommit={onCommit}
      />
    </InlineField>
  );
}
