import { filled, isEmpty, normaliseFilters, trimmed, type StoredQuery } from './filters';
import type { EmptyBuckets, Measure, MetricsQuery, Population, RankingMeasure } from './types';

/** The measures that series can be ranked by, in the order of a pick list. */
export const rankingMeasures: readonly RankingMeasure[] = [
  'rate',
  'count',
  'errorRate',
  'errorPercentage',
  'successRate',
  'quantiles',
  'average',
  'max',
  'totalTime',
  'apdex',
];

/** All measures, in the order of a pick list. */
export const measures: readonly Measure[] = [...rankingMeasures, 'heatmap', 'histogram'];

/** What can be counted, in the order of a pick list. */
export const populations: readonly Population[] = ['spans', 'serverSpans', 'entrySpans', 'traces'];

/** What a span is grouped by besides its tags, in the order of a pick list. */
export const properties: readonly string[] = ['service', 'operation', 'kind', 'status'];

/** What can stand for an empty bucket, in the order of a pick list. */
export const emptyBuckets: readonly EmptyBuckets[] = ['null', 'zero'];

/** Says before a key to group by that it is that of a tag: needed for a tag that is named like a property. */
export const tagPrefix = 'tag:';

/** Gives the key of a tag that may be marked as one. */
export function withoutPrefix(key: string): string {
  return key.startsWith(tagPrefix) ? key.slice(tagPrefix.length) : key;
}

/** What metrics do when the query doesn't say, and how much it may ask for: twins of those in pkg/models. */
export const defaultSeries = 20;
export const maxSeries = 100;
export const maxGroupKeys = 5;
export const maxQuantiles = 10;
export const defaultQuantile = 0.95;
export const defaultApdexThreshold = '500ms';

/** The fields of metrics, besides filters, that are text of any content. */
export const metricsTexts = ['apdexThreshold', 'step', 'compareWith', 'legend'] as const;

/** Says whether a measure counts by duration, which leaves no room for groups. */
export function isBinned(measure: unknown): boolean {
  return measure === 'heatmap' || measure === 'histogram';
}

/** Says whether the query measures, or ranks by, a measure: only then do the fields that belong to it say anything. */
export function uses(measure: RankingMeasure, query: Pick<StoredQuery, 'measure' | 'topBy'>): boolean {
  return query.measure === measure || query.topBy === measure;
}

/** Gives a quantile as people write it: 99.9 for 0.999, whatever binary fractions make of it. */
export function percent(quantile: number): number {
  return Number((quantile * 100).toPrecision(12));
}

/** Says whether single traces can be shown beside the figures: they are points in time, at a height of a duration. */
export function hasExemplars({ measure, instant }: Pick<MetricsQuery, 'measure' | 'instant'>): boolean {
  return instant !== true && ['quantiles', 'average', 'max', 'heatmap'].includes(measure);
}

/**
 * Asks for exemplars unless the user switched them off. Saved queries ask for none by themselves: alert rules and
 * expressions, which read them as they are, fail on frames of exemplars.
 */
export function withExemplars<Q extends { queryType?: string; exemplars?: unknown }>(query: Q): Q {
  return query.queryType === 'metrics' && query.exemplars !== false ? { ...query, exemplars: true } : query;
}

/** Gives what belongs to metrics its full form: see `normalise`. */
export function normaliseMetrics(stored: StoredQuery): Partial<StoredQuery> {
  const measure = isEmpty(stored.measure) ? 'rate' : stored.measure;
  const topBy = isEmpty(stored.topBy) ? 'count' : stored.topBy;
  const apdexThreshold = trimmed(stored.apdexThreshold);
  const groupBy = Array.isArray(stored.groupBy) ? stored.groupBy.filter((key) => !isBlankKey(key)) : stored.groupBy;
  return {
    ...normaliseFilters(stored),
    measure,
    over: isEmpty(stored.over) ? 'spans' : stored.over,
    topBy,
    seriesLimit: stored.seriesLimit ?? defaultSeries,
    ...(uses('quantiles', { measure, topBy }) && {
      quantiles: isEmpty(stored.quantiles) ? [defaultQuantile] : stored.quantiles,
    }),
    ...(uses('apdex', { measure, topBy }) && {
      apdexThreshold: isEmpty(apdexThreshold) ? defaultApdexThreshold : apdexThreshold,
    }),
    ...(!isEmpty(groupBy) && { groupBy }),
    ...filled(['step', 'compareWith'], (field) => trimmed(stored[field])),
    ...filled(['emptyBuckets', 'legend', 'exemplars'], (field) => stored[field]),
    ...(stored.instant !== false && !isEmpty(stored.instant) && { instant: stored.instant }),
  };
}

/** A row of the form that isn't filled in yet, or a variable that is empty. */
function isBlankKey(key: unknown): boolean {
  return key === null || key === tagPrefix || (typeof key === 'string' && key.trim() === '');
}
