import type { DataQuery } from '@grafana/schema';

export type * from './settingsTypes';

/** Asks for one whole trace by its ID. It is what every link from logs, exemplars and search results sends. */
export interface TraceIdQuery extends DataQuery {
  queryType: 'traceId';
  /**
   * The trace ID, in any spelling. Grafana's trace view builds its links to single spans by replacing this field,
   * so neither its name nor its place may change.
   */
  query: string;
  /** The ID of the span that is shown with what is below it; absent for the whole trace. */
  spanId?: string;
  /** How the trace is shown; absent for the trace itself. */
  view?: TraceView;
}

/** A way to look at one trace: its spans over time, where its time went, a table of figures, or log lines. */
export type TraceView = 'trace' | 'flameGraph' | 'statistics' | 'events';

/** Sets one trace, B, against another, A. */
export interface CompareQuery extends DataQuery {
  queryType: 'compare';
  /** The ID of A, where a query for one trace has its own. */
  query: string;
  /** The ID of B. */
  other: string;
}

/** Asks for the traces of a file that was uploaded before: one of them, or a list where there are several. */
export interface UploadQuery extends DataQuery {
  queryType: 'upload';
  /** What the backend called the file, by which alone it is kept here: the query never holds what the file does. */
  upload: string;
  /** The ID of one trace of the file, where a query for one trace has its own; absent for all. */
  query?: string;
  /** As in a query for one trace. */
  spanId?: string;
  /** How one trace is shown; absent for the trace itself. */
  view?: TraceView;
}

/** The role of a span in a call, in the words of OpenTelemetry (https://opentelemetry.io/docs/specs/otel/trace/api/#spankind). */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** How a span ended, in the words of OpenTelemetry (https://opentelemetry.io/docs/specs/otel/trace/api/#set-status). */
export type SpanStatus = 'unset' | 'ok' | 'error';

/** What a condition is on: a tag, or one of the things that every span has a place for. */
export type ConditionSubject = 'tag' | 'service' | 'operation' | 'kind' | 'status' | 'event';

/** Where a tag is looked for; `any` is the span, and its resource where the span has no such tag. */
export type ConditionScope = 'any' | 'span' | 'resource';

/**
 * How a condition compares: as text, with patterns that fit the whole text, as numbers, or by whether there is anything.
 * All but `missing` hold only where there is something to compare.
 */
export type ConditionOperator = '=' | '!=' | '=~' | '!~' | '>' | '>=' | '<' | '<=' | 'exists' | 'missing';

/** One condition on a span. What each means is told in pkg/trace/condition.go. */
export interface Condition {
  /** Absent for a tag. */
  on?: Exclude<ConditionSubject, 'tag'>;
  /** Only for a tag; absent for any. */
  scope?: Exclude<ConditionScope, 'any'>;
  /** The key of a tag, or of a tag of an event; without it an event is compared by its name. */
  key?: string;
  operator: ConditionOperator;
  /** What to compare with, or several of which one has to fit; neither for `exists` and `missing`. */
  value?: string;
  values?: string[];
}

/**
 * Conditions on a span and on its trace, the same for a search and for metrics. A field that is absent asks for nothing.
 * Durations are text as Go writes them: '100ms', '1.5s', '1m30s' (https://pkg.go.dev/time#ParseDuration).
 */
export interface SpanFilters {
  service?: string;
  operation?: string;
  spanKind?: SpanKind;
  status?: SpanStatus;
  /** Keeps spans without a parent: the requests that come from outside. */
  entrySpansOnly?: boolean;
  /** Conditions that must all hold on the same span. */
  tags?: Condition[];
  /** Groups of conditions: those of at least one group must all hold on that same span, too. */
  anyOf?: Condition[][];
  /** A search in Log Service's own language, in one line of up to 1000 characters, that narrows the spans. */
  rawSearch?: string;
  /** The shortest and longest that the matching span may have taken. */
  minDuration?: string;
  maxDuration?: string;
  /** The shortest and longest that the whole trace may have taken, first start to last end. */
  minTraceDuration?: string;
  maxTraceDuration?: string;
}

/** The order of a search's results; the last two are for traces only. What each means is told in pkg/trace/search.go. */
export type Sort = 'newest' | 'oldest' | 'longest' | 'mostSpans' | 'mostErrors';

/** What a search lists. */
export type SearchResult = 'traces' | 'spans';

/** Asks for traces that hold a matching span, or for the matching spans themselves, as a list. */
export interface SearchQuery extends DataQuery, SpanFilters {
  queryType: 'search';
  /**
   * Keeps spans that began within a stretch of time, whatever the panel's own range: links from a point of a graph send
   * it. Milliseconds since 1970, or a variable that holds them.
   */
  startedAfter?: string;
  /** How long that stretch is; says nothing without its begin. */
  startedWithin?: string;
  /** What to list; absent for traces. */
  result?: Exclude<SearchResult, 'traces'>;
  /** Which come first, and so which the limit keeps; absent for the newest. */
  sort?: Exclude<Sort, 'newest'>;
  /** The keys of tags that a list of spans shows as columns, 20 at the most. */
  columns?: string[];
  /** The most matching spans to show under each trace, 0 to 20; absent for 3. Says nothing in a list of spans. */
  spansPerTrace?: number;
  /** The most traces or spans to list, 1 to 1500. */
  limit: number;
  /** Whether the traces are to be marked in graphs: the answer has the fields of annotations then. */
  asAnnotations?: boolean;
}

/** A measure that gives a figure, or several, for each group. What each of them means is told in pkg/trace/metrics.go. */
export type RankingMeasure =
  | 'rate'
  | 'count'
  | 'errorRate'
  | 'errorPercentage'
  | 'successRate'
  | 'quantiles'
  | 'average'
  | 'max'
  | 'totalTime'
  | 'apdex';

/** What is counted or measured. The last two count by duration, which leaves no room for groups. */
export type Measure = RankingMeasure | 'heatmap' | 'histogram';

/** What is counted: spans, those of kind server, those without a parent, or whole traces. */
export type Population = 'spans' | 'serverSpans' | 'entrySpans' | 'traces';

/** What stands for a stretch of time in which nothing was found. */
export type EmptyBuckets = 'null' | 'zero';

/** Asks for figures about spans or traces: how many, how many failed, how long they took. */
export interface MetricsQuery extends DataQuery, SpanFilters {
  queryType: 'metrics';
  measure: Measure;
  over: Population;
  /** Above 0 and below 1; there when the measure or `topBy` is of quantiles. */
  quantiles?: number[];
  /** The duration that satisfies; there when the measure or `topBy` is apdex. */
  apdexThreshold?: string;
  /** What series are told apart by: service, operation, kind, status, or the key of a tag, with 'tag:' before it or not. */
  groupBy?: string[];
  /** The most groups to show, 1 to 100: those with the largest `topBy`. */
  seriesLimit: number;
  topBy: RankingMeasure;
  /** The length of a bucket, in the syntax of durations with days and weeks; Grafana's interval when absent. */
  step?: string;
  /** Absent for what suits the measure. */
  emptyBuckets?: EmptyBuckets;
  /** Whether to ask for one figure over the whole range, not for a line. */
  instant?: boolean;
  /** How long ago the figures are that are shown for comparison. */
  compareWith?: string;
  /** Names the series; {{key}} stands for the value of a label. */
  legend?: string;
  /** False when the user switched off the points of single traces; see `withExemplars`. */
  exemplars?: boolean;
}

/** Asks which service calls which, how often, how long that takes and how often it fails. */
export interface ServiceGraphQuery extends DataQuery {
  queryType: 'serviceGraph';
  /** Keeps what is near this service; absent for all services. */
  service?: string;
  /** How many calls away from the service others may be, up or down, 1 to 10; there when the service is. */
  hops?: number;
  /** The latency to show, above 0 and below 1; the average when absent. */
  quantile?: number;
}

/** What a query editor saves and the backend answers: one of these by `queryType`. Its twin is pkg/models. */
export type Query = TraceIdQuery | SearchQuery | MetricsQuery | ServiceGraphQuery | CompareQuery | UploadQuery;

/** The name of each kind of query, as dashboards keep it. */
export type QueryType = Query['queryType'];

/** What a variable of a dashboard can list. */
export type VariableKind = 'services' | 'operations' | 'tagKeys' | 'tagValues' | 'traceIds';

/** What a variable of a dashboard saves. Every text may hold other variables. */
export interface VariableQuery extends DataQuery {
  kind: VariableKind;
  /** The service whose operations or values are listed; all services when absent. */
  service?: string;
  /** The key of the tag whose values are listed. */
  tag?: string;
  /** How the names begin, in any case: the backend gives a limited number of them. */
  prefix?: string;
  /** The search whose traces are listed. */
  query?: SearchQuery;
}
