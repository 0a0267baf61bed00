import { t } from '@grafana/i18n';
import { parseDuration } from './duration';
import {
  durationProblem,
  limitProblem,
  longDurationProblem,
  oneOfProblem,
  switchProblem,
  textProblem,
} from './fieldProblems';
import { filterProblems } from './filterProblems';
import type { StoredQuery } from './filters';
import {
  emptyBuckets,
  isBinned,
  maxGroupKeys,
  maxQuantiles,
  maxSeries,
  measures,
  metricsTexts,
  percent,
  populations,
  rankingMeasures,
} from './metrics';
import type { MetricsQuery } from './types';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

const millisecond = 1_000_000;
const second = 1000 * millisecond;

/** Says what is wrong with metrics in full form: a sentence, or undefined, for each field. */
export function metricsProblems(query: StoredQuery): { [field in keyof MetricsQuery]?: string } {
  const found: { [field in keyof MetricsQuery]?: string } = {
    measure: oneOfProblem(measures, query.measure),
    over: oneOfProblem(populations, query.over),
    quantiles: quantilesProblem(query.quantiles),
    ...filterProblems(query),
    groupBy: groupByProblem(query.groupBy, query.measure),
    seriesLimit: limitProblem(query.seriesLimit, maxSeries),
    topBy: oneOfProblem(rankingMeasures, query.topBy),
  };
  for (const field of metricsTexts) {
    found[field] = textProblem(field, query[field]);
  }
  found.rawSearch ??= wholeTracesProblem(query);
  found.apdexThreshold ??= apdexProblem(query.apdexThreshold);
  found.step ??= longDurationProblem(query.step, millisecond, () =>
    t(
      'query.problem.step',
      'A step must be 1s or longer, in whole milliseconds; write for example 1m, or leave this empty.',
    ),
  );
  found.emptyBuckets = oneOfProblem(emptyBuckets, query.emptyBuckets);
  found.instant = switchProblem('instant', query.instant);
  found.compareWith ??= longDurationProblem(query.compareWith, second, () =>
    t(
      'query.problem.compare-with',
      'A comparison must be with whole seconds ago, 1s or more; write for example 1d or 7d, or leave this empty.',
    ),
  );
  found.exemplars = switchProblem('exemplars', query.exemplars);
  return found;
}

function wholeTracesProblem(query: StoredQuery): string | undefined {
  const whole = query.over === 'traces' || query.minTraceDuration !== undefined || query.maxTraceDuration !== undefined;
  return query.rawSearch !== undefined && whole
    ? t(
        'query.problem.raw-traces',
        'A raw search picks single spans; it does not go with whole traces or the duration of traces.',
      )
    : undefined;
}

function quantilesProblem(quantiles: unknown): string | undefined {
  if (quantiles === undefined) {
    return undefined;
  }
  if (!Array.isArray(quantiles) || quantiles.some((quantile) => typeof quantile !== 'number')) {
    return t('query.problem.quantiles', 'The percentiles must be a list of numbers between 0 and 1.');
  }
  if (quantiles.length > maxQuantiles) {
    return t('query.problem.quantiles-many', 'These are {{count}} percentiles; choose {{maxQuantiles}} at the most.', {
      count: quantiles.length,
      maxQuantiles,
    });
  }
  const outside: unknown = quantiles.find((quantile: number) => !(quantile > 0 && quantile < 1));
  if (outside !== undefined) {
    return t(
      'query.problem.quantile',
      'A percentile lies between p0 and p100, and p{{percent}} does not; write for example 95 or 99.9.',
      { percent: String(percent(Number(outside))) },
    );
  }
  const twice: unknown = firstRepeated(quantiles);
  return twice === undefined
    ? undefined
    : t('query.problem.quantile-twice', 'The percentile p{{percent}} comes twice; leave one out.', {
        percent: String(percent(Number(twice))),
      });
}

function apdexProblem(threshold: unknown): string | undefined {
  return typeof threshold === 'string' && parseDuration(threshold) === 0
    ? t('query.problem.apdex', 'Nothing takes no time at all, so nobody would be satisfied; write for example 500ms.')
    : durationProblem(threshold);
}

function groupByProblem(groupBy: unknown, measure: unknown): string | undefined {
  if (groupBy === undefined) {
    return undefined;
  }
  if (!Array.isArray(groupBy) || groupBy.some((key) => typeof key !== 'string')) {
    return t('query.problem.group-by', 'What to group by must be a list of texts.');
  }
  const twice: unknown = firstRepeated(groupBy);
  if (twice !== undefined) {
    return t('query.problem.group-by-twice', '"{{key}}" comes twice; leave one out.', { key: twice, interpolation });
  }
  if (groupBy.length > maxGroupKeys) {
    return t('query.problem.group-by-many', 'These are {{count}} keys; choose {{maxGroupKeys}} at the most.', {
      count: groupBy.length,
      maxGroupKeys,
    });
  }
  return isBinned(measure)
    ? t(
        'query.problem.group-by-binned',
        'A heat map or a histogram shows all spans together; leave this empty, or filter by one group.',
      )
    : undefined;
}

function firstRepeated(values: unknown[]): unknown {
  return values.find((value, index) => values.indexOf(value) !== index);
}
