import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, InlineSwitch, RadioButtonGroup } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { listed } from './completion';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import { OptionPicker } from './OptionPicker';
import { hasExemplars, isBinned } from '../metrics';
import type { QueryProblems } from '../queryProblems';
import type { EmptyBuckets, MetricsQuery } from '../types';

interface MetricsOptionsProps {
  query: MetricsQuery;
  problems: QueryProblems;
  alerting: boolean;
  onChange: (changed: { [field in keyof MetricsQuery]?: unknown }) => void;
}

const loadPeriods = listed(['1h', '1d', '7d']);
const legendExample = '{{service}} p{{quantile}}';

/** How the figures are laid out over time, compared, named, and led to single traces. */
export function MetricsOptions({ query, problems, alerting, onChange }: MetricsOptionsProps): React.JSX.Element {
  const stepId = useId();
  const legendId = useId();
  const exemplarsId = useId();
  const whole = query.measure === 'histogram' || query.instant === true;
  const untimed = whole
    ? t('metrics.untimed', 'One figure stands for the whole time range, so there are no steps.')
    : undefined;
  const binned = isBinned(query.measure);
  const noComparison =
    binned && query.compareWith === undefined
      ? t('metrics.compare.binned', 'Two heat maps or histograms can not be laid over each other.')
      : undefined;
  const emptyLabel = t('metrics.empty.label', 'Empty steps');
  const formatLabel = t('metrics.format.label', 'Format');
  return (
    <>
      <InlineFieldRow>
        <InlineField
          label={formatLabel}
          labelWidth={labelWidth}
          tooltip={
            query.measure === 'histogram'
              ? t('metrics.format.histogram', 'A histogram is always of the whole time range.')
              : t(
                  'metrics.format.tooltip',
                  'A line over time, or one figure over the whole time range: for stat panels, tables, gauges and most alert rules.',
                )
          }
          disabled={query.measure === 'histogram'}
          {...fieldProblem(problems.instant)}
        >
          <RadioButtonGroup
            aria-label={formatLabel}
            options={[
              { value: false, label: t('metrics.format.over-time', 'Over time') },
              { value: true, label: t('metrics.format.instant', 'One figure') },
            ]}
            value={whole}
            onChange={(instant) => onChange({ instant })}
          />
        </InlineField>
        <InlineField
          label={emptyLabel}
          labelWidth={labelWidth}
          tooltip={
            untimed ??
            t(
              'metrics.empty.tooltip',
              'What a step is in which nothing was found. Auto takes zero for what is counted and a gap for what is measured.',
            )
          }
          disabled={untimed !== undefined || binned}
          {...fieldProblem(problems.emptyBuckets)}
        >
          <RadioButtonGroup<EmptyBuckets | ''>
            aria-label={emptyLabel}
            options={[
              { value: '', label: t('metrics.empty.auto', 'Auto') },
              { value: 'null', label: t('metrics.empty.null', 'Gap') },
              { value: 'zero', label: t('metrics.empty.zero', 'Zero') },
            ]}
            value={query.emptyBuckets ?? ''}
            onChange={(emptyBuckets) => onChange({ emptyBuckets })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        <InlineField
          label={t('metrics.step.label', 'Step')}
          labelWidth={labelWidth}
          tooltip={
            untimed ??
            t(
              'metrics.step.tooltip',
              'How much time one point of a line stands for, 1s or more; what fits the panel when empty.',
            )
          }
          disabled={untimed !== undefined}
          {...fieldProblem(problems.step)}
        >
          <CommitInput
            id={stepId}
            width={fieldWidth}
            placeholder={t('metrics.step.placeholder', 'auto, or such as 1m')}
            value={query.step ?? ''}
            onCommit={(step) => onChange({ step })}
          />
        </InlineField>
        <OptionPicker
          label={t('metrics.compare.label', 'Compare with')}
          labelWidth={labelWidth}
          width={fieldWidth}
          tooltip={
            noComparison ??
            t(
              'metrics.compare.tooltip',
              'Shows the same figures of so long ago as well, moved to now: 1d for yesterday, 7d for the same day of last week.',
            )
          }
          disabled={noComparison !== undefined}
          placeholder={t('metrics.compare.none', 'Nothing')}
          value={query.compareWith}
          problem={problems.compareWith}
          load={loadPeriods}
          onChange={(compareWith) => onChange({ compareWith })}
        />
      </InlineFieldRow>
      <InlineFieldRow>
        <InlineField
          label={t('metrics.legend.label', 'Legend')}
          labelWidth={labelWidth}
          tooltip={t(
            'metrics.legend.tooltip',
            'What a line is called; the key of a group in double braces stands for its value, as in {{example}}. Named by Grafana when empty.',
            { example: legendExample, interpolation: { escapeValue: false } },
          )}
          {...fieldProblem(problems.legend)}
        >
          <CommitInput
            id={legendId}
            width={fieldWidth}
            placeholder={legendExample}
            value={query.legend ?? ''}
            onCommit={(legend) => onChange({ legend })}
          />
        </InlineField>
        {!alerting && hasExemplars(query) && (
          <InlineField
            label={t('metrics.exemplars.label', 'Exemplars')}
            labelWidth={labelWidth}
            tooltip={t(
              'metrics.exemplars.tooltip',
              'Points on the graph, each a real trace that can be opened: the slowest ones and ordinary ones.',
            )}
            {...fieldProblem(problems.exemplars)}
          >
            <InlineSwitch
              id={exemplarsId}
              // See SwitchField for why it is empty.
              label=""
              value={query.exemplars !== false}
              onChange={(event) => onChange({ exemplars: event.currentTarget.checked ? undefined : false })}
            />
          </InlineField>
        )}
      </InlineFieldRow>
    </>
  );
}
