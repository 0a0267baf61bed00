import { endOf, type Span, type StoredSpan } from '../model';
import { jaegerEnvelope, jaegerTags, references, sampledFlag, seconds, textMap } from './jaeger';
import { goJson, sortedMap, type Json } from './json';
import { textLogs } from './otelFork';
import { jaegerText, shortTraceID } from './spelling';

/** The name that Jaeger gives to the process of a batch with a single one. */
const processID = 'p1';

/**
 * The record that the gRPC storage plugin of Jaeger makes of a span
 * (aliyun/aliyun-log-jaeger, branch jaeger-storage-plugin,
 * sls_store/span_data_converter.go). Kind, links and logs are always written, the
 * status is always UNSET, and the resource has the process ID besides its tags.
 */
export function writeStoragePlugin(span: Span): StoredSpan {
  const contents: StoredSpan['contents'] = [
    ['traceID', shortTraceID(span.traceID)],
    ['spanID', span.spanID],
    ['parentSpanID', span.parentSpanID.padStart(16, '0')],
    ['name', span.operation],
    ['flags', sampledFlag],
    ['start', String(span.start)],
    ['duration', String(span.duration)],
    ['end', String(endOf(span))],
    ['service', span.service],
    ['statusCode', 'UNSET'],
    ['attribute', goJson(textMap(jaegerTags(span), jaegerText))],
    ['resource', goJson(textMap([...span.resource, { key: 'ProcessID', value: processID }], jaegerText))],
    ['kind', span.kind],
    ['links', goJson(pluginLinks(span))],
    ['logs', goJson(textLogs(span.events, jaegerText))],
  ];
  if (span.warnings.length > 0) {
    contents.push(['statusMessage', goJson(span.warnings)]);
  }
  return { time: seconds(span.start), ...jaegerEnvelope, contents };
}

function pluginLinks(span: Span): Json[] {
  return references(span).map((reference) =>
    sortedMap([
      ['RefType', reference.type === 'child-of' ? 'CHILD_OF' : 'FOLLOWS_FROM'],
      ['SpanID', reference.spanID],
      ['TraceID', shortTraceID(reference.traceID)],
    ]),
  );
}
