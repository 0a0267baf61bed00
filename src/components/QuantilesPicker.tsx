import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField, MultiSelect } from '@grafana/ui';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import { offeredQuantiles, quantileOption, quantileSelect, toQuantile } from './quantiles';

interface QuantilesPickerProps {
  value: number[];
  problem: string | undefined;
  onChange: (quantiles: number[]) => void;
}

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
        options={offeredQuantiles.map(quantileOption)}
        value={value.map(quantileOption)}
        {...quantileSelect(value)}
        closeMenuOnSelect={false}
        onChange={(options) => onChange(options.flatMap(({ value: one }) => toQuantile(one) ?? []))}
      />
    </InlineField>
  );
}
