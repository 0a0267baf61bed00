import { endOf, type Span, type StoredSpan, type Tag } from '../model';
import { nanoseconds, seconds, textMap } from './jaeger';
import { goJson, sortedMap, type Json } from './json';
import { openTelemetryText } from './spelling';

/** The host name and an address of the collector that writes. */
const collector = { topic: 'otel-collector-5c7d9b8f6d-k2x7q', source: '10.42.0.17' };

/** The resource attribute that has a key of its own. */
const hostKey = 'host.name';

/**
 * The record that OpenTelemetry's collector, and Log Service's own OTLP ingest,
 * makes of a span (open-telemetry/opentelemetry-collector-contrib,
 * exporter/alibabacloudlogserviceexporter/tracedata_to_logservice.go). Every key
 * is always written; the record's time is the second at which the span ended.
 */
export function writeOtlp(span: Span): StoredSpan {
  const host = span.resource.find(({ key }) => key === hostKey);
  const resource = span.resource.filter(({ key }) => key !== hostKey);
  return {
    time: seconds(endOf(span)),
    ...collector,
    contents: [
      ['host', host === undefined ? '' : openTelemetryText(host.value)],
      ['service', span.service],
      ['resource', goJson(textMap(resource, openTelemetryText))],
      ['otlp.name', span.scopeName],
      ['otlp.version', span.scopeVersion],
      ['traceID', span.traceID],
      ['spanID', span.spanID],
      ['parentSpanID', span.parentSpanID],
      ['kind', span.kind],
      ['name', span.operation],
      ['links', goJson(span.links.map(link))],
      ['logs', goJson(span.events.map(log))],
      ['traceState', span.traceState],
      ['start', String(span.start)],
      ['end', String(endOf(span))],
      ['duration', String(span.duration)],
      ['attribute', goJson(typedMap(span.tags))],
      ['statusCode', span.status.toUpperCase()],
      ['statusMessage', span.statusMessage],
    ],
  };
}

function link({ traceID, spanID, tags }: Span['links'][number]): Json {
  return sortedMap([
    ['attribute', typedMap(tags)],
    ['spanID', spanID],
    ['traceID', traceID],
  ]);
}

function log({ name, time, tags }: Span['events'][number]): Json {
  return sortedMap([
    ['attribute', typedMap(tags)],
    ['name', name],
    ['time', nanoseconds(time)],
  ]);
}

/** Attributes with JSON's own types; bytes become base64. */
function typedMap(tags: Tag[]): Json {
  return sortedMap(
    tags.map(({ key, value }): [string, Json] => [
      key,
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ]),
  );
}
