import { isEmpty, trimmed, type StoredQuery } from './filters';
import type { Query, TraceView } from './types';

/** The ways to look at one trace, in the order of a pick list; the first is that of a query that names none. */
export const traceViews: readonly TraceView[] = ['trace', 'flameGraph', 'statistics', 'events'];

/** Gives a query for one trace its full form: see `normalise`. */
export function normaliseTrace({ query, spanId, view }: StoredQuery): Partial<StoredQuery> {
  return {
    query: trimmed(query) ?? '',
    ...(!isEmpty(trimmed(spanId)) && { spanId: trimmed(spanId) }),
    ...(!isEmpty(view) && view !== traceViews[0] && { view }),
  };
}

/** Gives a query for two traces its full form: see `normalise`. */
export function normaliseComparison({ query, other }: StoredQuery): Partial<StoredQuery> {
  return { query: trimmed(query) ?? '', other: trimmed(other) ?? '' };
}

/** Gives a query for an uploaded file its full form: see `normalise`. */
export function normaliseUpload({ upload, query, spanId, view }: StoredQuery): Partial<StoredQuery> {
  const { query: id, ...rest } = normaliseTrace({ refId: '', query, spanId, view });
  return { upload: trimmed(upload) ?? '', ...(id !== '' && { query: id }), ...rest };
}

/** Gives the trace IDs, or the name of the file, that a query in full form can't do without. */
export function traceIds(query: Query): string[] {
  switch (query.queryType) {
    case 'traceId':
      return [query.query];
    case 'compare':
      return [query.query, query.other];
    case 'upload':
      return [query.upload];
    default:
      return [];
  }
}
