import React, { useId } from 'react';
import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, MultiSelect } from '@grafana/ui';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import { percent } from '../metrics';

interface QuantilesPickerProps {
  value: number[];
  problem: string | undefined;
  onChange: (quantiles: number[]) => void;
}

const offered = [0.5, 0.9, 0.95, 0.99, 0.999];

/** Which latencies to draw: percentiles as people write them, fractions as the query keeps them. */
export function QuantilesPicker({ value, problem, onChange }: QuantilesPickerProps): React.JSX.Element {
  const inputId = useId();
  return (
    <InlineField
      label={t('metrics.quantiles.label', 'Percentiles')}
      labelWidth={labelWidth}
      tooltip={t(
        'metrics.quantiles.tooltip',
        'The latency that so many of a hundred stay within: p95 leaves out the slowest 5. Others can be typed, such as 99.5.',
      )}
      {...fieldProblem(problem)}
    >
      <MultiSelect<number | string>
        inputId={inputId}
        aria-label={t('metrics.quantiles.label', 'Percentiles')}
        width={fieldWidth}
        options={offered.map(toOption)}
        value={value.map(toOption)}
        allowCustomValue
        isValidNewOption={(text) => toQuantile(text) !== undefined && !value.includes(toQuantile(text) ?? 0)}
        formatCreateLabel={(text) => `p${percent(toQuantile(text) ?? 0)}`}
        noOptionsMessage={t('metrics.quantiles.none', 'Write a number such as 99.5.')}
        closeMenuOnSelect={false}
        onChange={(options) => onChange(options.flatMap(({ value: one }) => toQuantile(one) ?? []))}
      />
    </InlineField>
  );
}

function toOption(quantile: number): SelectableValue<number | string> {
  return { value: quantile, label: `p${percent(quantile)}` };
}

/** What was picked is a quantile; what was typed is a percentile, with or without its letter. */
function toQuantile(value: number | string | undefined): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  const typed = /^\s*p?(\d+\.?\d*|\.\d+)\s*$/i.exec(value ?? '')?.[1];
  return typed === undefined ? undefined : Number((Number(typed) / 100).toPrecision(12));
}
