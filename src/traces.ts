import { isEmpty, trimmed, type StoredQuery } from './filters';
import type { Query, TraceView } from './types';

/** The ways to look at one trace, in the order of a pick list; the first is that of a query that names none. */
export const traceViews: readonly TraceView[] = ['trace', 'flameGraph', 'statistics', 'events'];

/** Gives a query for one trace its full form: see `normalise`. */
export function normaliseTrace({ query, view }: StoredQuery): Partial<StoredQuery> {
  return { query: trimmed(query) ?? '', ...(!isEmpty(view) && view !== traceViews[0] && { view }) };
}

/** Gives a query for two traces its full form: see `normalise`. */
export function normaliseComparison({ query, other }: StoredQuery): Partial<StoredQuery> {
  return { query: trimmed(query) ?? '', other: trimmed(other) ?? '' };
}

/** Gives the trace IDs that a query in full form can't do without. */
export function traceIds(query: Query): string[] {
  switch (query.queryType) {
    case 'traceId':
      return [query.query];
    case 'compare':
      return [query.query, query.other];
    default:
      return [];
  }
}
