import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { percent } from '../metrics';

/** The quantiles that fields offer; others can be typed. */
export const offeredQuantiles: readonly number[] = [0.5, 0.9, 0.95, 0.99, 0.999];

/** A quantile as people read it: p95 for 0.95. */
export function quantileOption(quantile: number): SelectableValue<number | string> {
  return { value: quantile, label: `p${percent(quantile)}` };
}

/** Lets a select field take quantiles that are typed, but for those that are chosen already. */
export function quantileSelect(chosen: readonly number[]) {
  return {
    allowCustomValue: true,
    isValidNewOption: (text: string) => {
      const quantile = toQuantile(text);
      return quantile !== undefined && !chosen.includes(quantile);
    },
    formatCreateLabel: (text: string) => `p${percent(toQuantile(text) ?? 0)}`,
    noOptionsMessage: t('metrics.quantiles.none', 'Write a number such as 99.5.'),
  };
}

/** What was picked is a quantile; what was typed is a percentile, with or without its letter. */
export function toQuantile(value: number | string | undefined): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  const typed = /^\s*p?(\d+\.?\d*|\.\d+)\s*$/i.exec(value ?? '')?.[1];
  return typed === undefined ? undefined : Number((Number(typed) / 100).toPrecision(12));
}
