import { isEmpty, type StoredQuery } from './filters';
import { maxSpansPerTrace } from './searchResults';

/** A row of Tempo's search form (grafana/grafana, public/app/plugins/datasource/tempo/dataquery.gen.ts). */
interface TempoFilter {
  id?: string;
  tag?: string;
  scope?: string;
  operator?: string;
  value?: string | string[];
}

/** What Tempo's data source saves, old forms included. */
interface TempoQuery {
  filters?: TempoFilter[];
  tableType?: string;
  /** Spans per span set: how many matching spans are shown under each trace. */
  spss?: number;
  serviceName?: string;
  spanName?: string;
  search?: string;
}

/**
 * Reads a query of Tempo: a trace by its ID, a search that its form made, or its service graph. TraceQL that somebody
 * wrote isn't read: undefined.
 */
export function fromTempo(stored: StoredQuery): StoredQuery | undefined {
  const tempo = stored as StoredQuery & TempoQuery;
  const search: StoredQuery = { refId: stored.refId, hide: stored.hide, queryType: 'search', limit: stored.limit };
  switch (stored.queryType) {
    case 'traceqlSearch':
      return { ...search, ...resultsOf(tempo), ...ofFilters(tempo.filters ?? []) };
    case 'nativeSearch':
      return {
        ...search,
        service: tempo.serviceName,
        operation: tempo.spanName,
        // In logfmt, as Jaeger's.
        tags: tempo.search ?? '',
        minTraceDuration: stored.minDuration,
        maxTraceDuration: stored.maxDuration,
      };
    case 'serviceMap':
      return { refId: stored.refId, hide: stored.hide, queryType: 'serviceGraph' };
    default:
      return isTraceId(stored.query) ? { ...stored, queryType: 'traceId' } : undefined;
  }
}

/** Zero is no wish for none: Tempo's form shows its default instead, which is ours, too. */
function resultsOf({ tableType, spss = 0 }: TempoQuery): Partial<StoredQuery> {
  return {
    ...(tableType === 'spans' && { result: 'spans' }),
    ...(spss > 0 && { spansPerTrace: Math.min(spss, maxSpansPerTrace) }),
  };
}

/** Says that a text isn't TraceQL, in which everything stands in braces. Those of a variable don't count. */
function isTraceId(query: unknown): boolean {
  return typeof query === 'string' && query.trim() !== '' && !/[{}]/.test(query.replace(/\$\{[^}]*\}/g, ''));
}

function ofFilters(filters: TempoFilter[]): Partial<StoredQuery> {
  const isOfTrace = filters.some(({ id, value }) => id === 'duration-type' && value === 'trace');
  const filled = filters.filter(({ tag, operator, value }) => !isEmpty(tag) && !isEmpty(operator) && !isEmpty(value));
  const isDuration = ({ tag }: TempoFilter) => tag === 'duration' || tag === 'traceDuration';
  return {
    ...Object.fromEntries(filled.filter(isDuration).map((filter) => boundOf(filter, isOfTrace))),
    tags: filled.filter((filter) => !isDuration(filter)).map(conditionOf),
  };
}

function boundOf({ tag, operator, value }: TempoFilter, isOfTrace: boolean): [string, unknown] {
  const end = operator?.startsWith('<') === true ? 'max' : 'min';
  return [`${end}${isOfTrace || tag === 'traceDuration' ? 'TraceDuration' : 'Duration'}`, value];
}

/** What isn't a tag in Tempo, and its place here. */
const subjects: Record<string, string> = { name: 'operation', status: 'status', kind: 'kind' };

function conditionOf({ tag = '', scope, operator, value }: TempoFilter): object {
  const isService = tag === 'service.name' && scope !== 'span';
  const on = isService ? 'service' : subjects[tag];
  return {
    ...(on === undefined ? { key: tag, ...((scope === 'span' || scope === 'resource') && { scope }) } : { on }),
    operator,
    ...(Array.isArray(value) ? { values: value } : { value }),
  };
}
