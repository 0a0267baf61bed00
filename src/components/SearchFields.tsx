import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import type { durationBounds } from '../filters';
import { defaultLimit, maxLimit } from '../query';

interface DurationFieldProps {
  field: (typeof durationBounds)[number][number];
  value: string;
  problem: string | undefined;
  onCommit: (text: string) => void;
}

/** One bound of a duration: of the matching span, or of its whole trace. */
export function DurationField({ field, value, problem, onCommit }: DurationFieldProps): React.JSX.Element {
  return (
    <InlineField {...durationTexts(field)} labelWidth={labelWidth} {...fieldProblem(problem)}>
      <CommitInput
        id={useId()}
        width={fieldWidth}
        placeholder={t('query.duration.placeholder', 'such as 100ms, 1.5s or 1m30s')}
        value={value}
        onCommit={onCommit}
      />
    </InlineField>
  );
}

function durationTexts(field: DurationFieldProps['field']): { label: string; tooltip: string } {
  const ofSpan = t('query.duration.span-tooltip', 'How long the matching span itself took.');
  const ofTrace = t(
    'query.duration.trace-tooltip',
    'How long the whole trace took, from its first start to its last end.',
  );
  switch (field) {
    case 'minDuration':
      return { label: t('query.duration.min', 'Min span duration'), tooltip: ofSpan };
    case 'maxDuration':
      return { label: t('query.duration.max', 'Max span duration'), tooltip: ofSpan };
    case 'minTraceDuration':
      return { label: t('query.duration.min-trace', 'Min trace duration'), tooltip: ofTrace };
    case 'maxTraceDuration':
      return { label: t('query.duration.max-trace', 'Max trace duration'), tooltip: ofTrace };
  }
}

interface LimitFieldProps {
  value: number;
  problem: string | undefined;
  /** Told of no number when the field was emptied, which means the default. */
  onCommit: (limit: number | undefined) => void;
}

/** The most traces or spans to list. */
export function LimitField({ value, problem, onCommit }: LimitFieldProps): React.JSX.Element {
  return (
    <InlineField
      label={t('query.limit.label', 'Limit')}
      labelWidth={labelWidth}
      tooltip={t(
        'query.limit.tooltip',
        'The most traces or spans to list: {{defaultLimit}} when empty, {{maxLimit}} at most.',
        {
          defaultLimit,
          maxLimit,
        },
      )}
      {...fieldProblem(problem)}
    >
      <CommitInput
        id={useId()}
        type="number"
        min={1}
        max={maxLimit}
        width={fieldWidth}
        value={String(value)}
        onCommit={(text) => onCommit(text === '' ? undefined : Number(text))}
      />
    </InlineField>
  );
}
