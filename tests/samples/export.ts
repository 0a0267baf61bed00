import type { Kind, Span, Status, Tag, TagValue, Trace } from './model';
import { nanoseconds } from './writers/jaeger';

/** How many spans go in one request. */
const maxSpans = 500;

/** OTLP's numbers of a span's kind, in the order of its enumeration. */
const kinds: Kind[] = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** OTLP's numbers of a status, in the order of its enumeration. */
const statuses: Status[] = ['unset', 'ok', 'error'];

/** The attribute in which Jaeger keeps warnings (jaegertracing/jaeger, internal/jptrace/attributes.go). */
const warningsKey = '@jaeger@warnings';

/**
 * Sends spans by OTLP over HTTP, as JSON, and says how many
 * (https://opentelemetry.io/docs/specs/otlp/#otlphttp).
 *
 * @param url - where the receiver is, without `/v1/traces`
 */
export async function exportSpans(url: string, traces: Trace[]): Promise<number> {
  const spans = traces.flatMap((trace) => trace.spans);
  for (let from = 0; from < spans.length; from += maxSpans) {
    const response = await fetch(new URL('/v1/traces', url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(exportRequest(spans.slice(from, from + maxSpans))),
    });
    const answer = await response.text();
    if (!response.ok) {
      throw new Error(`The OTLP receiver at ${url} refused the spans: ${response.status} ${answer}`);
    }
    const { partialSuccess } = JSON.parse(answer) as { partialSuccess?: { rejectedSpans?: string | number } };
    if (Number(partialSuccess?.rejectedSpans ?? 0) > 0) {
      throw new Error(`The OTLP receiver at ${url} refused some of the spans: ${answer}`);
    }
  }
  return spans.length;
}

/**
 * An ExportTraceServiceRequest in OTLP's own JSON, which spells IDs as hexadecimal digits and enumerations as numbers
 * (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). The exporters of OpenTelemetry's SDK for
 * JavaScript know no 64-bit integers and no doubles with an integral value, which some spans have.
 */
export function exportRequest(spans: Span[]): object {
  return {
    resourceSpans: groups(spans, ({ service, resource }) => [service, attributes(resource)]).map((ofResource) => ({
      resource: { attributes: attributes([...serviceName(ofResource[0]), ...ofResource[0].resource]) },
      scopeSpans: groups(ofResource, ({ scopeName, scopeVersion }) => [scopeName, scopeVersion]).map((ofScope) => ({
        scope: { name: ofScope[0].scopeName, version: ofScope[0].scopeVersion },
        spans: ofScope.map(otlpSpan),
      })),
    })),
  };
}

/** Spans that agree on a key, in the order in which the keys come. */
function groups(spans: Span[], keyOf: (span: Span) => unknown): Array<[Span, ...Span[]]> {
  const byKey = new Map<string, [Span, ...Span[]]>();
  for (const span of spans) {
    const key = JSON.stringify(keyOf(span));
    const group = byKey.get(key);
    if (group === undefined) {
      byKey.set(key, [span]);
    } else {
      group.push(span);
    }
  }
  return [...byKey.values()];
}

function serviceName({ service }: Span): Tag[] {
  return [{ key: 'service.name', value: service }];
}

function otlpSpan(span: Span): object {
  const { traceID, spanID, parentSpanID, traceState, operation, kind, start, duration, status, statusMessage } = span;
  return {
    traceId: traceID,
    spanId: spanID,
    parentSpanId: parentSpanID,
    traceState,
    name: operation,
    kind: kinds.indexOf(kind),
    startTimeUnixNano: String(nanoseconds(start)),
    endTimeUnixNano: String(nanoseconds(start + duration)),
    attributes: [...attributes(span.tags), ...warnings(span)],
    events: span.events.map(({ time, name, tags }) => ({
      timeUnixNano: String(nanoseconds(time)),
      name,
      attributes: attributes(tags),
    })),
    links: span.links.map((link) => ({
      traceId: link.traceID,
      spanId: link.spanID,
      attributes: attributes(link.tags),
    })),
    status: { code: statuses.indexOf(status), message: statusMessage },
  };
}

function warnings({ warnings }: Span): object[] {
  const values = warnings.map((text) => ({ stringValue: text }));
  return values.length > 0 ? [{ key: warningsKey, value: { arrayValue: { values } } }] : [];
}

function attributes(tags: Tag[]): object[] {
  return tags.map(({ key, value }) => ({ key, value: anyValue(value) }));
}

function anyValue(value: TagValue): object {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'bigint':
      return { intValue: String(value) };
    case 'number':
      return { doubleValue: value };
    default:
      return { bytesValue: Buffer.from(value).toString('base64') };
  }
}
