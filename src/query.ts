import type { DataQuery } from '@grafana/schema';
import type { Query, SearchQuery, SpanKind, SpanStatus, TagFilter, TagOperator, TraceIdQuery } from './types';

/** The kinds of span that a search can ask for, in the order of a pick list. */
export const spanKinds: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];

/** The statuses that a search can ask for, in the order of a pick list. */
export const spanStatuses: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** The ways to compare a tag, in the order of a pick list. */
export const tagOperators: readonly TagOperator[] = ['=', '!='];

/** How many traces a search lists when the query has no limit of its own. */
export const defaultLimit = 20;

/** The most traces that a search may ask for. */
export const maxLimit = 1500;

/**
 * What a new query editor starts from: the newest traces. Only an editor does; a query that lacks a type is still a
 * trace ID, see {@link normalise}.
 */
export const defaultQuery: Pick<SearchQuery, 'queryType' | 'limit'> = { queryType: 'search', limit: defaultLimit };

/** The fields that bound a duration, the shortest and the longest: of the matching span, and of its whole trace. */
export const durationBounds = [
  ['minDuration', 'maxDuration'],
  ['minTraceDuration', 'maxTraceDuration'],
] as const;

const durationFields = durationBounds.flat();
const nameFields = ['service', 'operation', 'spanKind', 'status'] as const;

/** The fields of a search that are text. */
export const textFields = [...nameFields, ...durationFields] as const;

/** A query as a dashboard, a URL or another data source's link gives it: any field may be missing or of a wrong type. */
export type StoredQuery = Omit<DataQuery, 'queryType'> & { [field in keyof SearchQuery | 'query']?: unknown };

/** A tag of such a query. */
export type StoredTag = { [field in keyof TagFilter]?: unknown };

/**
 * Gives the query its full form: defaults filled in, empty fields and those of other query types left out.
 *
 * Whatever is not a search is a trace ID. Links made by Grafana itself rely on that: Loki's derived fields send no
 * query type at all, and Prometheus exemplars always send Tempo's 'traceql'.
 * A value of a wrong type is kept as it is, for `problems` and the backend to refuse.
 */
export function normalise(stored: DataQuery): Query {
  const fields: StoredQuery = stored;
  return fields.queryType === 'search' ? normaliseSearch(fields) : normaliseTraceId(fields);
}

function normaliseTraceId(stored: StoredQuery): TraceIdQuery {
  return { ...common(stored), queryType: 'traceId', query: trimmed(stored.query) ?? '' } as TraceIdQuery;
}

function normaliseSearch(stored: StoredQuery): SearchQuery {
  const search: StoredQuery = { ...common(stored), queryType: 'search', limit: stored.limit ?? defaultLimit };
  for (const field of nameFields) {
    if (!isEmpty(stored[field])) {
      search[field] = stored[field];
    }
  }
  // A name may begin or end with a blank; a duration can't.
  for (const field of durationFields) {
    const duration = trimmed(stored[field]);
    if (!isEmpty(duration)) {
      search[field] = duration;
    }
  }
  const tags = Array.isArray(stored.tags) ? stored.tags.map(normaliseTag) : stored.tags;
  if (!isEmpty(tags)) {
    search.tags = tags;
  }
  return search as SearchQuery;
}

function normaliseTag(tag: StoredTag | null): StoredTag {
  return { key: tag?.key ?? '', operator: isEmpty(tag?.operator) ? '=' : tag?.operator, value: tag?.value ?? '' };
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

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Says whether there is anything to ask: a trace ID that is not blank, or any search. */
export function isRunnable(query: DataQuery): boolean {
  const full = normalise(query);
  return full.queryType === 'search' || full.query !== '';
}

/**
 * Puts the values of variables into every text of the query, names and values of tags included.
 *
 * @param replace - Grafana's own replacement, bound to the panel's variables
 */
export function fillIn(query: Query, replace: (text: string) => string): Query {
  const fill = (value: unknown) => (typeof value === 'string' ? replace(value) : value);
  const { queryType } = query;
  if (queryType === 'traceId') {
    return { ...query, query: fill(query.query) } as TraceIdQuery;
  }
  const filled: StoredQuery = { ...query };
  for (const field of textFields) {
    if (filled[field] !== undefined) {
      filled[field] = fill(filled[field]);
    }
  }
  if (Array.isArray(query.tags)) {
    filled.tags = query.tags.map((tag) => ({ ...tag, key: fill(tag.key), value: fill(tag.value) }));
  }
  return filled as SearchQuery;
}
