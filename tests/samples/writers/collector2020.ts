import { endOf, type Span, type SpanEvent, type StoredSpan } from '../model';
import { seconds, textMap } from './jaeger';
import { goJson, struct, type Json } from './json';
import { openCensusText } from './spelling';

/** OpenCensus and gRPC: no error; https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const codeOK = '0';

/** OpenCensus and gRPC: an error of no known class. */
const codeUnknown = '2';

/**
 * The record that OpenTelemetry's collector of 2020 made of a span for Log
 * Service: legacy keys, but its own JSON for references and logs, status as
 * tags, and the second at which the span ended as the record's time
 * (open-telemetry/opentelemetry-collector-contrib at 009f434,
 * exporter/alibabacloudlogserviceexporter/tracedata_to_logservice.go). The model
 * in between was OpenCensus's, which knows the kinds client and server only.
 */
export function writeCollector2020(span: Span): StoredSpan {
  const contents: StoredSpan['contents'] = [
    ['traceID', span.traceID],
    ['spanID', span.spanID],
  ];
  if (span.links.length > 0) {
    contents.push(['reference', goJson(span.links.map(reference))]);
  }
  contents.push(
    ['parentSpanID', span.parentSpanID || '0'],
    ['startTime', String(span.start)],
    ['operationName', span.operation],
    ['duration', String(span.duration)],
    ...span.tags.map(({ key, value }): [string, string] => [`tags.${key}`, openCensusText(value)]),
  );
  if (span.events.length > 0) {
    contents.push(['logs', goJson(span.events.map(timeEvent))]);
  }
  contents.push(
    ['tags.span.kind', span.kind === 'client' || span.kind === 'server' ? span.kind : ''],
    ['tags.status.code', span.status === 'error' ? codeUnknown : codeOK],
    ['tags.status.message', span.statusMessage],
    ...span.resource.map(({ key, value }): [string, string] => [processKey(key), openCensusText(value)]),
    ['process.serviceName', span.service],
  );
  return { time: seconds(endOf(span)), topic: '', source: '10.20.0.9', contents };
}

function reference({ traceID, spanID }: Span['links'][number]): Json {
  return struct(['TraceID', traceID], ['SpanID', spanID], ['RefType', 'TYPE_UNSPECIFIED']);
}

/** An OpenCensus annotation: its description is one of the fields. */
function timeEvent(event: SpanEvent): Json {
  const description = event.name === '' ? [] : [{ key: 'description', value: event.name }];
  return struct(['TimeUs', BigInt(event.time)], ['Fields', textMap([...event.tags, ...description], openCensusText)]);
}

/** OpenCensus's node has members of its own for what OpenTelemetry calls host and process. */
const nodeKeys: Record<string, string> = {
  'host.name': 'hostname',
  'process.pid': 'pid',
  'telemetry.sdk.language': 'language',
};

function processKey(key: string): string {
  return `process.tags.${nodeKeys[key] ?? key}`;
}
