import { isEmpty, type StoredQuery } from './filters';
import type { SearchResult, Sort } from './types';

/** What a search can list, in the order of a pick list; the first is that of a query that names none. */
export const searchResults: readonly SearchResult[] = ['traces', 'spans'];

/** The orders of a list of spans, in the order of a pick list; the first is that of a query that names none. */
export const spanSorts: readonly Sort[] = ['newest', 'oldest', 'longest'];

/** The orders of a list of traces. */
export const traceSorts: readonly Sort[] = [...spanSorts, 'mostSpans', 'mostErrors'];

/** The most columns that a list of spans may have: twin of that in pkg/models. */
export const maxColumns = 20;

/** How many matching spans are shown under each trace when the query doesn't say, and the most: twins of those in pkg/models. */
export const defaultSpansPerTrace = 3;
export const maxSpansPerTrace = 20;

/** Gives the orders that fit what a search lists. */
export function sortsOf(result: unknown): readonly Sort[] {
  return result === 'spans' ? spanSorts : traceSorts;
}

/** Gives what says how a search is shown its full form: see `normalise`. */
export function normaliseResults({ result, sort, columns, spansPerTrace }: StoredQuery): Partial<StoredQuery> {
  const keys = Array.isArray(columns) ? columns.filter((key) => !isBlank(key)) : columns;
  return {
    ...(!isEmpty(result) && result !== searchResults[0] && { result }),
    ...(!isEmpty(sort) && sort !== traceSorts[0] && { sort }),
    ...(result === 'spans' && !isEmpty(keys) && { columns: keys }),
    ...(result !== 'spans' && !isEmpty(spansPerTrace) && spansPerTrace !== defaultSpansPerTrace && { spansPerTrace }),
  };
}

/** A variable that is empty. */
function isBlank(key: unknown): boolean {
  return key === null || (typeof key === 'string' && key.trim() === '');
}
