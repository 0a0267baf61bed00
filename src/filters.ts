import type { DataQuery } from '@grafana/schema';
import { isEmpty, normaliseCondition, normaliseGroups } from './conditions';
import type {
  CompareQuery,
  MetricsQuery,
  SearchQuery,
  ServiceGraphQuery,
  SpanFilters,
  SpanKind,
  SpanStatus,
  TraceIdQuery,
  UploadQuery,
} from './types';

export { isEmpty } from './conditions';

/** The kinds of span that a query can ask for, in the order of a pick list. */
export const spanKinds: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];

/** The statuses that a query can ask for, in the order of a pick list. */
export const spanStatuses: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** The fields that bound a duration, the shortest and the longest: of the matching span, and of its whole trace. */
export const durationBounds = [
  ['minDuration', 'maxDuration'],
  ['minTraceDuration', 'maxTraceDuration'],
] as const;

const durationFields = durationBounds.flat();
/** The filters that name something. */
export const nameFields = ['service', 'operation', 'spanKind', 'status'] as const;

/** The filters that are text. */
export const filterTexts = [...nameFields, ...durationFields, 'rawSearch'] as const;

/** All filters. */
export const filterFields = [...filterTexts, 'entrySpansOnly', 'tags', 'anyOf'] as const satisfies ReadonlyArray<
  keyof SpanFilters
>;

/** A query as a dashboard, a URL or another data source's link gives it: any field may be missing or of a wrong type. */
export type StoredQuery = Omit<DataQuery, 'queryType'> & {
  /** The version of its form, see `migrate`; absent for the newest. */
  schemaVersion?: unknown;
} & {
  [
    field in
      | keyof SearchQuery
      | keyof MetricsQuery
      | keyof ServiceGraphQuery
      | keyof TraceIdQuery
      | keyof CompareQuery
      | keyof UploadQuery
  ]?: unknown;
};

/** Gives the filters of a query their full form: see `normalise`. */
export function normaliseFilters(stored: StoredQuery): Partial<StoredQuery> {
  const tags = Array.isArray(stored.tags) ? stored.tags.map(normaliseCondition) : stored.tags;
  const anyOf = normaliseGroups(stored.anyOf);
  return {
    // A name may begin or end with a blank; a duration can't.
    ...filled(nameFields, (field) => stored[field]),
    ...filled(durationFields, (field) => trimmed(stored[field])),
    ...(stored.entrySpansOnly !== false &&
      !isEmpty(stored.entrySpansOnly) && { entrySpansOnly: stored.entrySpansOnly }),
    ...(!isEmpty(tags) && { tags }),
    ...(!isEmpty(anyOf) && { anyOf }),
    ...filled(['rawSearch'], (field) => trimmed(stored[field])),
  };
}

/** Gives those fields that aren't empty. */
export function filled<Field extends keyof StoredQuery>(
  fields: readonly Field[],
  valueOf: (field: Field) => unknown,
): { [field in Field]?: unknown } {
  const values = fields.map((field) => [field, valueOf(field)]).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(values) as { [field in Field]?: unknown };
}

/** Takes the blanks around a text away, and leaves what is no text. */
export function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}
