import { newSpan, type Trace } from '../model';

/** The ID of the trace that no single page holds. */
export const largeTraceID = '0b165a1e1a46e0000000000000001500';

/** How many spans it has. */
export const largeTraceSpans = 1_500;

/** How many children a span of the large trace has. */
const fanOut = 4;

/**
 * A trace of many spans within one minute, each with up to four children: span n
 * has the ID n, and span (n-2)/4+1, rounded down, is its parent.
 */
export function largeTrace(start: number, spans = largeTraceSpans): Trace {
  return {
    id: largeTraceID,
    spans: Array.from({ length: spans }, (_, index) =>
      newSpan({
        traceID: largeTraceID,
        spanID: hex(index + 1),
        parentSpanID: index === 0 ? '' : hex(Math.floor((index - 1) / fanOut) + 1),
        service: `worker-${index % 7}`,
        operation: `task ${index % 50}`,
        kind: 'internal',
        start: start + index * 1_000,
        duration: 20_000_000 - index * 1_000,
      }),
    ),
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(16, '0');
}
