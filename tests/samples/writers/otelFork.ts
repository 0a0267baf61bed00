import { endOf, type SpanEvent, type Span, type StoredSpan, type Tag } from '../model';
import { jaegerEnvelope, jaegerFields, jaegerTags, nanoseconds, sampledFlag, seconds, textMap } from './jaeger';
import { goJson, sortedMap, type Json } from './json';
import { legacyReferences } from './legacy';
import { forkText, unpadded } from './spelling';

/**
 * The record that the fork of Jaeger with storage type `aliyun-log-otel` makes of
 * a span (aliyun/aliyun-log-jaeger master,
 * plugin/storage/aliyunlogotel/spanstore/converter.go). The status is always
 * UNSET; the kind is written only if the span has one.
 */
export function writeOtelFork(span: Span): StoredSpan {
  const contents: StoredSpan['contents'] = [
    ['traceID', span.traceID],
    ['spanID', unpadded(span.spanID)],
    ['parentSpanID', unpadded(span.parentSpanID)],
    ['name', span.operation],
    ['flags', sampledFlag],
    ['start', String(span.start)],
    ['duration', String(span.duration)],
    ['end', String(endOf(span))],
    ['service', span.service],
    ['statusCode', 'UNSET'],
    ['attribute', goJson(textMap(jaegerTags(span), forkText))],
    ['resource', goJson(textMap(span.resource, forkText))],
  ];
  if (span.kind !== '') {
    contents.push(['kind', span.kind]);
  }
  const links = legacyReferences(span);
  if (links.length > 0) {
    contents.push(['links', goJson(links)]);
  }
  if (span.events.length > 0) {
    contents.push(['logs', goJson(textLogs(span.events, forkText))]);
  }
  if (span.warnings.length > 0) {
    contents.push(['statusMessage', goJson(span.warnings)]);
  }
  return { time: seconds(span.start), ...jaegerEnvelope, contents };
}

/** Events as both Jaeger writers of OpenTelemetry's keys store them: fields as texts, times in nanoseconds. */
export function textLogs(events: SpanEvent[], text: (value: Tag['value']) => string): Json[] {
  return events.map((event) =>
    sortedMap([
      ['attribute', textMap(jaegerFields(event), text)],
      ['time', nanoseconds(event.time)],
    ]),
  );
}
