import type { Span, SpanEvent, Tag } from '../model';
import { sortedMap, type Json } from './json';

/** How a span refers to another one in Jaeger's model. */
export interface Reference {
  type: 'child-of' | 'follows-from';
  traceID: string;
  spanID: string;
}

/**
 * A span's tags as Jaeger holds them: its model has neither a kind nor a status,
 * so OpenTracing's tags `span.kind` and `error` say them
 * (https://github.com/opentracing/specification/blob/master/semantic_conventions.md).
 */
export function jaegerTags(span: Span): Tag[] {
  const tags = [...span.tags];
  if (span.kind !== '') {
    tags.push({ key: 'span.kind', value: span.kind });
  }
  if (span.status === 'error') {
    tags.push({ key: 'error', value: true });
  }
  return tags;
}

/** An event's fields as Jaeger holds them: its name is the field `event`. */
export function jaegerFields(event: SpanEvent): Tag[] {
  return event.name === '' ? event.tags : [{ key: 'event', value: event.name }, ...event.tags];
}

/** A span's references as Jaeger holds them: the parent first, then what OpenTelemetry calls links. */
export function references(span: Span): Reference[] {
  const links = span.links.map((link): Reference => ({ type: 'follows-from', ...ids(link) }));
  if (span.parentSpanID === '') {
    return links;
  }
  return [{ type: 'child-of', traceID: span.traceID, spanID: span.parentSpanID }, ...links];
}

function ids({ traceID, spanID }: { traceID: string; spanID: string }) {
  return { traceID, spanID };
}

/** Tags as a JSON object of texts. */
export function textMap(tags: Tag[], text: (value: Tag['value']) => string): Json {
  return sortedMap(tags.map(({ key, value }): [string, Json] => [key, text(value)]));
}

/** Jaeger's writers give this source and no topic. */
export const jaegerEnvelope = { topic: '', source: '0.0.0.0' };

/** Jaeger's flags of a sampled span. */
export const sampledFlag = '1';

/** Whole seconds of a time in µs. */
export function seconds(microseconds: number): number {
  return Math.floor(microseconds / 1e6);
}

/** A time or duration in µs, as the text of its nanoseconds. */
export function nanoseconds(microseconds: number): bigint {
  return BigInt(microseconds) * 1000n;
}
