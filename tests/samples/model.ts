/**
 * What a tag can hold, as Jaeger's model and OpenTelemetry understand it: text,
 * a truth value, a 64-bit integer (bigint), a double (number) or bytes.
 */
export type TagValue = string | boolean | bigint | number | Uint8Array;

/** A key with its value. A list of tags keeps the order of writing. */
export interface Tag {
  key: string;
  value: TagValue;
}

/** A span's role in a call; empty when the writer said nothing. */
export type Kind = '' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A span's outcome, in the words of OpenTelemetry's specification. */
export type Status = 'unset' | 'ok' | 'error';

/** Something that happened within a span at one moment (Jaeger: a log). */
export interface SpanEvent {
  /** µs, relative to the same zero as the span's start. */
  time: number;
  name: string;
  tags: Tag[];
}

/** A reference to a span that is not the parent. IDs are spelt in full: 32 and 16 hexadecimal digits. */
export interface Link {
  traceID: string;
  spanID: string;
  tags: Tag[];
}

/** One timed operation, whatever will store it. */
export interface Span {
  /** 32 hexadecimal digits. */
  traceID: string;
  /** 16 hexadecimal digits. */
  spanID: string;
  /** 16 hexadecimal digits, or empty for a root. */
  parentSpanID: string;
  service: string;
  operation: string;
  kind: Kind;
  status: Status;
  statusMessage: string;
  /** µs: since the epoch, or since the trace's start until `startingAt` moves it. */
  start: number;
  /** µs. */
  duration: number;
  tags: Tag[];
  /** What is known of the process or pod, without the service name. */
  resource: Tag[];
  events: SpanEvent[];
  links: Link[];
  /** Sentences that the collector attached (Jaeger's warnings). */
  warnings: string[];
  /** The instrumentation library. */
  scopeName: string;
  scopeVersion: string;
  /** The W3C tracestate header. */
  traceState: string;
}

/** All spans of one request, the root first. */
export interface Trace {
  id: string;
  spans: Span[];
}

/** One log record of Log Service: every value is text on the wire. */
export interface Row {
  logstore: string;
  /** `__time__`, seconds since the epoch. */
  time: number;
  /** `__topic__`. */
  topic: string;
  /** `__source__`. */
  source: string;
  contents: Array<[key: string, value: string]>;
}

/** A row that knows its logstore not yet: what a writer makes of a span. */
export type StoredSpan = Omit<Row, 'logstore'>;

/** A line that a container printed while it made a span. */
export interface LogLine {
  /** µs since the epoch. */
  time: number;
  labels: Record<string, string>;
  line: string;
  /** Loki's structured metadata. */
  metadata: Record<string, string>;
}

/** A span with the fields given and nothing else: no parent, no tags, status unset. */
export function newSpan(fields: Pick<Span, 'traceID' | 'spanID' | 'service' | 'operation'> & Partial<Span>): Span {
  return {
    parentSpanID: '',
    kind: '',
    status: 'unset',
    statusMessage: '',
    start: 0,
    duration: 0,
    tags: [],
    resource: [],
    events: [],
    links: [],
    warnings: [],
    scopeName: '',
    scopeVersion: '',
    traceState: '',
    ...fields,
  };
}

/** Tags in the order of a plain object's keys. */
export function tagsOf(values: Record<string, TagValue>): Tag[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

/** The moment a span ended, µs. */
export function endOf(span: Span): number {
  return span.start + span.duration;
}

/** How long a trace took, µs: from its first start to its last end. */
export function durationOf(trace: Trace): number {
  return Math.max(...trace.spans.map(endOf)) - Math.min(...trace.spans.map((span) => span.start));
}

/** The same trace, moved by `offset` µs. */
export function startingAt(trace: Trace, offset: number): Trace {
  return {
    ...trace,
    spans: trace.spans.map((span) => ({
      ...span,
      start: span.start + offset,
      events: span.events.map((event) => ({ ...event, time: event.time + offset })),
    })),
  };
}
