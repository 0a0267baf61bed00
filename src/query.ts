import type { DataQuery } from '@grafana/schema';
import { parseDuration } from './duration';
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

/** What a new query editor starts from: a trace ID that is still to be typed. */
export const defaultQuery: Pick<TraceIdQuery, 'queryType' | 'query'> = { queryType: 'traceId', query: '' };

const durationBounds = [
  ['minDuration', 'maxDuration'],
  ['minTraceDuration', 'maxTraceDuration'],
] as const;
const durationFields = durationBounds.flat();
const nameFields = ['service', 'operation', 'spanKind', 'status'] as const;
const textFields = [...nameFields, ...durationFields] as const;

/** A query as a dashboard, a URL or another data source's link gives it: any field may be missing or of a wrong type. */
type StoredQuery = Omit<DataQuery, 'queryType'> & { [field in keyof SearchQuery | 'query']?: unknown };
type StoredTag = { [field in keyof TagFilter]?: unknown };

/**
 * Gives the query its full form: defaults filled in, empty fields and those of other query types left out.
 *
 * Whatever is not a search is a trace ID. Links made by Grafana itself rely on that: Loki's derived fields send no
 * query type at all, and Prometheus exemplars always send Tempo's 'traceql'.
 * A value of a wrong type is kept as it is, for {@link problem} and the backend to refuse.
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

/**
 * Says in a sentence why the backend would refuse the query, or nothing when it would not. Variables must have been
 * filled in, since their names are no durations.
 */
export function problem(stored: DataQuery): string | undefined {
  const query: StoredQuery = normalise(stored);
  return query.queryType === 'search' ? searchProblem(query) : textProblem('query', query.query);
}

function searchProblem(query: StoredQuery): string | undefined {
  return (
    first(textFields, (field) => textProblem(field, query[field])) ??
    oneOfProblem('span kind', spanKinds, query.spanKind) ??
    oneOfProblem('status', spanStatuses, query.status) ??
    first(durationBounds, (bounds) => boundsProblem(query, bounds)) ??
    tagsProblem(query.tags) ??
    limitProblem(query.limit)
  );
}

function textProblem(field: string, value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? undefined : `The field ${field} must be text.`;
}

function oneOfProblem(what: string, known: readonly string[], value: unknown): string | undefined {
  return value === undefined || known.some((one) => one === value)
    ? undefined
    : `There is no ${what} "${String(value)}"; use one of ${known.join(', ')}.`;
}

function boundsProblem(query: StoredQuery, [min, max]: (typeof durationBounds)[number]): string | undefined {
  for (const field of [min, max]) {
    const text = query[field];
    if (typeof text === 'string' && parseDuration(text) === undefined) {
      return `"${text}" in ${field} is no duration; write a number and a unit, such as 100ms, 1.5s or 2m.`;
    }
  }
  const longest = typeof query[max] === 'string' ? parseDuration(query[max]) : undefined;
  if (longest === 0) {
    return `Nothing is shorter than the ${max} of 0; write a longer one, or leave it empty.`;
  }
  const shortest = typeof query[min] === 'string' ? parseDuration(query[min]) : undefined;
  return shortest !== undefined && longest !== undefined && shortest > longest
    ? `${min} is longer than ${max}, so that nothing can match.`
    : undefined;
}

function tagsProblem(tags: unknown): string | undefined {
  if (tags === undefined) {
    return undefined;
  }
  return Array.isArray(tags) ? first(tags as StoredTag[], tagProblem) : 'The field tags must be a list.';
}

function tagProblem({ key, operator, value }: StoredTag): string | undefined {
  if (typeof key !== 'string' || key.trim() === '') {
    return 'A tag needs a key.';
  }
  return (
    oneOfProblem('operator', tagOperators, operator) ??
    (typeof value === 'string' ? undefined : `The value of the tag ${key} must be text.`)
  );
}

function limitProblem(limit: unknown): string | undefined {
  return typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= maxLimit
    ? undefined
    : `The limit must be a whole number from 1 to ${maxLimit}.`;
}

function first<T>(of: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of of) {
    const found = find(one);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
