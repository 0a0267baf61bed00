import { durationOf, type Span, type Trace } from './model';

/** A trace in figures. */
export interface TraceFacts {
  id: string;
  /** µs since the epoch. */
  start: number;
  /** µs, from the first start to the last end. */
  durationUs: number;
  spans: number;
  errors: number;
  rootService: string;
  rootOperation: string;
  /** Sorted. */
  services: string[];
}

/** How often spans of one service have children in another one, and how many of these failed. */
export interface Edge {
  parent: string;
  child: string;
  count: number;
  failed: number;
}

/** What must come out of a sample, worked out from its spans and not from its records. */
export interface Facts {
  traces: number;
  spans: number;
  /** Spans whose status is an error. */
  errorSpans: number;
  /** Traces with at least one of them. */
  failedTraces: number;
  /** Traces of more than two seconds. */
  slowTraces: number;
  /** Spans per service. */
  services: Record<string, number>;
  /** Spans per service and operation. */
  operations: Record<string, Record<string, number>>;
  /** Calls between services; a span and its child in one service are not a call. */
  edges: Edge[];
  /** Traces per root service and operation. */
  roots: Array<{ service: string; operation: string; traces: number }>;
  slow: TraceFacts;
  failed: TraceFacts;
  /** All traces, newest first. */
  list: TraceFacts[];
}

const slowerThan = 2_000_000;

/** The facts of a history, with the two traces that are known to be slow and to fail. */
export function factsOf(traces: Trace[], slowTraceID: string, failedTraceID: string): Facts {
  const list = traces.map(traceFacts).sort((a, b) => b.start - a.start);
  const spans = traces.flatMap((trace) => trace.spans);
  return {
    traces: traces.length,
    spans: spans.length,
    errorSpans: spans.filter(failed).length,
    failedTraces: list.filter(({ errors }) => errors > 0).length,
    slowTraces: list.filter(({ durationUs }) => durationUs > slowerThan).length,
    services: count(spans.map(({ service }) => service)),
    operations: operationsOf(spans),
    edges: edgesOf(traces),
    roots: rootsOf(list),
    slow: named(list, slowTraceID),
    failed: named(list, failedTraceID),
    list,
  };
}

function named(list: TraceFacts[], id: string): TraceFacts {
  const found = list.find((trace) => trace.id === id);
  if (!found) {
    throw new Error(`The sample has no trace ${id}.`);
  }
  return found;
}

function failed(span: Span): boolean {
  return span.status === 'error';
}

/** One trace in figures. */
export function traceFacts(trace: Trace): TraceFacts {
  const root = trace.spans.find((span) => span.parentSpanID === '');
  return {
    id: trace.id,
    start: Math.min(...trace.spans.map(({ start }) => start)),
    durationUs: durationOf(trace),
    spans: trace.spans.length,
    errors: trace.spans.filter(failed).length,
    rootService: root?.service ?? '',
    rootOperation: root?.operation ?? '',
    services: [...new Set(trace.spans.map(({ service }) => service))].sort(),
  };
}

function operationsOf(spans: Span[]): Facts['operations'] {
  const services = [...new Set(spans.map(({ service }) => service))].sort();
  return Object.fromEntries(
    services.map((name) => [
      name,
      count(spans.filter(({ service }) => service === name).map(({ operation }) => operation)),
    ]),
  );
}

function edgesOf(traces: Trace[]): Edge[] {
  const calls = traces.flatMap(({ spans }) => {
    const byID = new Map(spans.map((span) => [span.spanID, span]));
    return spans.flatMap((span) => {
      const parent = byID.get(span.parentSpanID);
      return parent && parent.service !== span.service
        ? [{ call: JSON.stringify([parent.service, span.service]), failed: failed(span) }]
        : [];
    });
  });
  return Object.entries(count(calls.map(({ call }) => call))).map(([call, times]) => {
    const [parent, child] = JSON.parse(call) as [string, string];
    return { parent, child, count: times, failed: calls.filter((made) => made.call === call && made.failed).length };
  });
}

function rootsOf(list: TraceFacts[]): Facts['roots'] {
  const roots = count(list.map(({ rootService, rootOperation }) => JSON.stringify([rootService, rootOperation])));
  return Object.entries(roots).map(([root, times]) => {
    const [service, operation] = JSON.parse(root) as [string, string];
    return { service, operation, traces: times };
  });
}

/** How often each text occurs, in alphabetical order. */
function count(texts: string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const text of [...texts].sort()) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** The share of traces whose reviews came from the canary, version v3, among those that reached reviews. */
export function canaryShare(traces: Trace[]): { canary: number; reviewed: number } {
  const revisions = traces.map(({ spans }) => {
    const review = spans.find(({ service, kind }) => service === 'reviews.default' && kind === 'server');
    return review?.tags.find(({ key }) => key === 'istio.canonical_revision')?.value;
  });
  return {
    canary: revisions.filter((revision) => revision === 'v3').length,
    reviewed: revisions.filter((revision) => revision !== undefined).length,
  };
}
