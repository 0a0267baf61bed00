import type { DataQuery } from '@grafana/schema';
import type { StoredCondition } from './conditions';
import { expandConditions, expandGroups, expandNames, type Expand } from './expansion';
import { filled, filterTexts, isEmpty, nameFields, normaliseFilters, trimmed, type StoredQuery } from './filters';
import { metricsTexts, normaliseMetrics } from './metrics';
import { isKnownVersion, migrate } from './migrations';
import { normaliseResults } from './searchResults';
import { normaliseServiceGraph } from './serviceGraph';
import { normaliseComparison, normaliseTrace, normaliseUpload, traceIds } from './traces';
import type {
  CompareQuery,
  MetricsQuery,
  Query,
  SearchQuery,
  ServiceGraphQuery,
  TraceIdQuery,
  UploadQuery,
} from './types';

export type { StoredQuery } from './filters';

/** How many traces or spans a search lists when the query has no limit of its own. */
export const defaultLimit = 20;

/** The most traces or spans that a search may ask for. */
export const maxLimit = 1500;

/**
 * What a new query editor starts from: the newest traces. Only an editor does; a query that lacks a type is still a
 * trace ID, see {@link normalise}.
 */
export const defaultQuery: Pick<SearchQuery, 'queryType' | 'limit'> = { queryType: 'search', limit: defaultLimit };

/** What a new annotation marks: the newest failing spans, no more than a graph has room for. */
export const failingSpans: Omit<SearchQuery, 'refId'> = { queryType: 'search', status: 'error', limit: 100 };

/**
 * What a new query of an alert rule starts from: a rule needs figures, and one of each series is the least to judge.
 * Grafana puts a saved query on top of it whenever it shows one, so whatever can be absent there, such as `instant`, has
 * to be saved if it differs from here.
 */
export const defaultAlertQuery: Omit<MetricsQuery, 'refId'> = {
  queryType: 'metrics',
  measure: 'quantiles',
  over: 'serverSpans',
  quantiles: [0.95],
  topBy: 'count',
  seriesLimit: 20,
  instant: true,
};

const names: readonly string[] = nameFields;

/** The fields that are text, of any type of query but a trace ID. */
export const textFields = [...filterTexts, 'startedAfter', 'startedWithin', ...metricsTexts] as const;

/**
 * Gives the query its full form: defaults filled in, empty fields and those of other query types left out.
 *
 * Whatever is of no type of ours is a trace ID. Links made by Grafana itself rely on that: Loki's derived
 * fields send no query type at all, and Prometheus exemplars always send Tempo's 'traceql'.
 * A value of a wrong type is kept as it is, for `problems` and the backend to refuse, and so is a query of a version
 * that isn't known here yet. One of a version before, or of another data source, gets the form of today.
 */
export function normalise(stored: DataQuery): Query {
  if (!isKnownVersion(stored)) {
    return stored as Query;
  }
  const fields = migrate(stored);
  switch (fields.queryType) {
    case 'search':
      return { ...common(fields), queryType: 'search', ...normaliseSearch(fields) } as SearchQuery;
    case 'metrics':
      return { ...common(fields), queryType: 'metrics', ...normaliseMetrics(fields) } as MetricsQuery;
    case 'serviceGraph':
      return {
        ...common(fields),
        queryType: 'serviceGraph',
        ...normaliseServiceGraph(fields),
      } as ServiceGraphQuery;
    case 'compare':
      return { ...common(fields), queryType: 'compare', ...normaliseComparison(fields) } as CompareQuery;
    case 'upload':
      return { ...common(fields), queryType: 'upload', ...normaliseUpload(fields) } as UploadQuery;
    default:
      return { ...common(fields), queryType: 'traceId', ...normaliseTrace(fields) } as TraceIdQuery;
  }
}

function normaliseSearch(stored: StoredQuery): Partial<StoredQuery> {
  const started = filled(['startedAfter', 'startedWithin'], (field) => trimmed(stored[field]));
  return {
    ...normaliseFilters(stored),
    // A link from a figure that belongs to no moment leaves the begin blank.
    ...(!isEmpty(started.startedAfter) && started),
    ...normaliseResults(stored),
    limit: stored.limit ?? defaultLimit,
    ...(stored.asAnnotations !== false && !isEmpty(stored.asAnnotations) && { asAnnotations: stored.asAnnotations }),
  };
}

/** The fields that Grafana puts on every query. */
function common({ refId, hide, key, datasource }: StoredQuery): Omit<DataQuery, 'queryType'> {
  return {
    refId,
    ...(hide !== undefined && { hide }),
    ...(key !== undefined && { key }),
    ...(datasource !== undefined && { datasource }),
  };
}

/** Says whether there is anything to ask: trace IDs that are not blank, a file, or anything of the other types. */
export function isRunnable(query: DataQuery): boolean {
  return traceIds(normalise(query)).every((id) => id !== '');
}

/**
 * Puts the values of variables into every text of the query, names and values of tags, what to group by and columns included.
 *
 * @param replace - Grafana's own replacement, bound to the panel's variables
 * @param expand - the same where a variable may have several values; without it they stay in one text
 */
export function fillIn(
  query: Query,
  replace: (text: string) => string,
  expand: Expand = (text) => [replace(text)],
): Query {
  const fill = (value: unknown) => (typeof value === 'string' ? replace(value) : value);
  if (query.queryType === 'traceId') {
    return { ...query, query: fill(query.query), ...fillSpan(query, fill) } as TraceIdQuery;
  }
  if (query.queryType === 'compare') {
    return { ...query, query: fill(query.query), other: fill(query.other) } as CompareQuery;
  }
  if (query.queryType === 'upload') {
    return {
      ...query,
      ...(query.query !== undefined && { query: fill(query.query) }),
      ...fillSpan(query, fill),
    } as UploadQuery;
  }
  let texts: StoredQuery = { ...query };
  if (Array.isArray(texts.tags)) {
    texts.tags = expandConditions(texts.tags as StoredCondition[], replace, expand);
  } else if (texts.tags !== undefined) {
    // Tags in logfmt, all from a variable: the backend reads them once they are known.
    texts.tags = fill(texts.tags);
  }
  if (Array.isArray(texts.anyOf)) {
    texts.anyOf = expandGroups(texts.anyOf as StoredCondition[][], replace, expand);
  }
  texts = query.queryType === 'serviceGraph' ? expandService(query, replace, expand) : expandNames(texts, expand);
  for (const field of textFields) {
    if (texts[field] !== undefined && !names.includes(field)) {
      texts[field] = fill(texts[field]);
    }
  }
  for (const field of ['groupBy', 'columns'] as const) {
    const keys = texts[field];
    if (Array.isArray(keys)) {
      texts[field] = keys.flatMap((key: unknown) => (typeof key === 'string' ? (expand(key) ?? []) : [key]));
    }
  }
  return texts as Query;
}

function fillSpan({ spanId }: TraceIdQuery | UploadQuery, fill: (value: unknown) => unknown): { spanId?: unknown } {
  return spanId === undefined ? {} : { spanId: fill(spanId) };
}

/** A graph goes around one service: several stay in one text, which no service has for its name. */
function expandService(query: ServiceGraphQuery, replace: (text: string) => string, expand: Expand): StoredQuery {
  const { service, ...rest } = query;
  if (typeof service !== 'string') {
    return query;
  }
  const values = expand(service);
  return values === undefined ? rest : { ...query, service: values.length === 1 ? values[0] : replace(service) };
}
