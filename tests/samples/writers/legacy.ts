import { type Span, type StoredSpan, type Tag } from '../model';
import { jaegerEnvelope, jaegerFields, jaegerTags, nanoseconds, references, sampledFlag, seconds } from './jaeger';
import { goJson, struct, type Json, type JsonObject } from './json';
import { forkText, jaegerText, shortTraceID, unpadded } from './spelling';

/** What changed between releases of the legacy writer. */
interface Release {
  traceID: (id: string) => string;
  /** A time or a duration in µs, in the release's unit. */
  time: (microseconds: number) => string;
  text: (value: Tag['value']) => string;
}

/** aliyun/aliyun-log-jaeger 0.0.3, until December 2018: nanoseconds, no padding. */
const nanosecondRelease: Release = {
  traceID: unpadded,
  time: (microseconds) => String(nanoseconds(microseconds)),
  text: jaegerText,
};

/** aliyun/aliyun-log-jaeger 0.1.9 to v0.3.4, storage type `aliyun-log`: microseconds, padded trace IDs. */
const microsecondRelease: Release = { traceID: shortTraceID, time: String, text: forkText };

/**
 * The record that Jaeger's first writer for Log Service makes of a span, in
 * nanoseconds (aliyun/aliyun-log-jaeger 0.0.3, plugin/storage/aliyunlog/spanstore).
 */
export function writeLegacyNanoseconds(span: Span): StoredSpan {
  return write(span, nanosecondRelease);
}

/**
 * The record that Jaeger's legacy writer for Log Service makes of a span
 * (aliyun/aliyun-log-jaeger v0.3.4, plugin/storage/aliyunlog/spanstore/converter.go).
 */
export function writeLegacy(span: Span): StoredSpan {
  return write(span, microsecondRelease);
}

function write(span: Span, release: Release): StoredSpan {
  const contents: StoredSpan['contents'] = [
    ['traceID', release.traceID(span.traceID)],
    ['spanID', unpadded(span.spanID)],
    ['parentSpanID', unpadded(span.parentSpanID)],
    ['operationName', span.operation],
    ['flags', sampledFlag],
    ['startTime', release.time(span.start)],
    ['duration', release.time(span.duration)],
    ['process.serviceName', span.service],
    ...jaegerTags(span).map(({ key, value }): [string, string] => [`tags.${key}`, release.text(value)]),
    ...span.resource.map(({ key, value }): [string, string] => [`process.tags.${key}`, release.text(value)]),
  ];
  const referenceList = legacyReferences(span, release.traceID);
  if (referenceList.length > 0) {
    contents.push(['reference', goJson(referenceList)]);
  }
  if (span.events.length > 0) {
    contents.push(['logs', goJson(span.events.map((event) => log(event.time, jaegerFields(event))))]);
  }
  if (span.warnings.length > 0) {
    contents.push(['Warnings', goJson(span.warnings)]);
  }
  return { time: seconds(span.start), ...jaegerEnvelope, contents };
}

/** Jaeger's own JSON of references, which the fork `aliyunlogotel` writes as well. */
export function legacyReferences(span: Span, traceID: (id: string) => string = shortTraceID): Json[] {
  return references(span).map((reference) =>
    struct(
      ['refType', reference.type],
      ['traceID', traceID(reference.traceID)],
      ['spanID', unpadded(reference.spanID)],
    ),
  );
}

function log(time: number, fields: Tag[]): JsonObject {
  return struct(['timestamp', localTimestamp(time)], ['fields', fields.map(keyValue)]);
}

/** Jaeger's KeyValue (model/keyvalue.go): a value that is zero or empty is left out. */
function keyValue({ key, value }: Tag): JsonObject {
  const member = (vType: string, name: string, held: Json, empty: boolean) =>
    struct(['key', key], ['vType', vType], ...(empty ? [] : [[name, held] as [string, Json]]));
  switch (typeof value) {
    case 'string':
      return member('string', 'vStr', value, value === '');
    case 'boolean':
      return member('bool', 'vNum', 1, !value);
    case 'bigint':
      return member('int64', 'vNum', value, value === 0n);
    case 'number':
      return member('float64', 'vNum', bitsOf(value), bitsOf(value) === 0n);
    default:
      return member('binary', 'vBlob', Buffer.from(value).toString('base64'), value.length === 0);
  }
}

/** The bits of a double, read as a signed 64-bit integer: how Jaeger's KeyValue holds a double. */
function bitsOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigInt64(0);
}

/** The collector's offset from UTC: it stands in China, and writes its local time. */
const collectorOffsetHours = 8;

/** A time as Go marshals a local `time.Time`: RFC 3339 with the fraction's trailing zeros cut. */
function localTimestamp(microseconds: number): string {
  const shifted = new Date(seconds(microseconds) * 1000 + collectorOffsetHours * 3600e3);
  const fraction = String(microseconds % 1e6)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${shifted.toISOString().slice(0, 19)}${fraction && `.${fraction}`}+0${collectorOffsetHours}:00`;
}
