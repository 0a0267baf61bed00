import type { Link, Span, Tag, TagValue } from '../model';
import type { Dialect } from '../writers/dialects';
import { jaegerTags } from '../writers/jaeger';
import { forkText, jaegerText, openCensusText, openTelemetryText } from '../writers/spelling';

/** What becomes of a span in a dialect's record: the span that a reader can make of it again. */
interface Holding {
  held: (span: Span) => Span;
  /** What the record can't hold, in sentences. */
  lost: string[];
}

const noStatus = 'There is no status: a failed span has the tag error.';
const noScope = 'There is no instrumentation library and no trace state.';
const kindIsTag = 'The kind is the tag span.kind.';
const textTags = 'Tags and resource are texts; their types are lost.';
const textFields = 'The fields of events are texts.';
const eventName = 'The name of an event is its field "event", and is held as the name.';
const plainLinks = 'Links have no tags, but the type of the reference, which is held as opentracing.ref_type.';

const legacyLoss = [textTags, kindIsTag, noStatus, noScope, eventName, plainLinks];
const forkLoss = [textTags, noStatus, noScope, eventName, textFields, plainLinks];

/** Per dialect, what its record holds of a span and what it can't. */
export const holdings: Record<Dialect, Holding> = {
  L0: { held: (span) => throughJaeger(span, jaegerText, (tags) => tags), lost: legacyLoss },
  L1: { held: (span) => throughJaeger(span, forkText, (tags) => tags), lost: legacyLoss },
  LC: {
    held: throughOpenCensus,
    lost: [
      textTags,
      textFields,
      noScope,
      'Links have no tags.',
      'The kinds client and server are the tag span.kind; others are an empty tag.',
      'The status is the tags status.code (a number of gRPC: 0 for ok and unset alike, 2 for an error) and status.message.',
      'The name of an event is its field "description", and is held as the name.',
      'There are no warnings.',
      'host.name, process.pid and telemetry.sdk.language are called hostname, pid and language.',
    ],
  },
  O1: {
    held: (span) => throughJaeger(span, forkText, (tags) => texts(tags, forkText)),
    lost: forkLoss,
  },
  P1: {
    held: (span) => {
      const held = throughJaeger(span, jaegerText, (tags) => texts(tags, jaegerText));
      return { ...held, resource: sorted([...held.resource, { key: 'ProcessID', value: 'p1' }]) };
    },
    lost: [...forkLoss, 'The resource has the tag ProcessID besides.'],
  },
  T1: {
    held: throughOpenTelemetry,
    lost: [
      'The resource is texts, and host.name is the field "host".',
      'Bytes are base64 text; a double without a fraction is an integer.',
      'There are no warnings.',
    ],
  },
};

/** Jaeger's model in between: the kind is a tag, a failure as well, and the rest is lost. */
function throughJaeger(span: Span, text: (value: TagValue) => string, fields: (tags: Tag[]) => Tag[]): Span {
  return {
    ...span,
    status: 'unset',
    statusMessage: '',
    tags: sorted(texts(jaegerTags(span), text)),
    resource: sorted(texts(span.resource, text)),
    events: span.events.map((event) => ({ ...event, tags: sorted(fields(event.tags)) })),
    links: span.links.map(jaegerLink),
    scopeName: '',
    scopeVersion: '',
    traceState: '',
  };
}

/** What OpenCensus's node calls some attributes of OpenTelemetry's resource. */
const nodeNames: Record<string, string> = {
  'host.name': 'hostname',
  'process.pid': 'pid',
  'telemetry.sdk.language': 'language',
};

function throughOpenCensus(span: Span): Span {
  const failed = span.status === 'error';
  const kind = span.kind === 'client' || span.kind === 'server' ? span.kind : '';
  const status: Tag[] = [
    { key: 'span.kind', value: kind },
    { key: 'status.code', value: failed ? '2' : '0' },
    { key: 'status.message', value: span.statusMessage },
  ];
  return {
    ...span,
    kind,
    status: failed ? 'error' : 'unset',
    tags: sorted([...texts(span.tags, openCensusText), ...status]),
    resource: sorted(
      texts(span.resource, openCensusText).map(({ key, value }) => ({ key: nodeNames[key] ?? key, value })),
    ),
    events: span.events.map((event) => ({ ...event, tags: sorted(texts(event.tags, openCensusText)) })),
    links: span.links.map(withoutTags),
    warnings: [],
    scopeName: '',
    scopeVersion: '',
    traceState: '',
  };
}

function throughOpenTelemetry(span: Span): Span {
  return {
    ...span,
    tags: sorted(span.tags.map(jsonTyped)),
    resource: sorted(texts(span.resource, openTelemetryText)),
    events: span.events.map((event) => ({ ...event, tags: sorted(event.tags.map(jsonTyped)) })),
    links: span.links.map((link) => ({ ...link, tags: sorted(link.tags.map(jsonTyped)) })),
    warnings: [],
  };
}

function jsonTyped({ key, value }: Tag): Tag {
  if (value instanceof Uint8Array) {
    return { key, value: Buffer.from(value).toString('base64') };
  }
  return { key, value: Number.isInteger(value) ? BigInt(value as number) : value };
}

function texts(tags: Tag[], text: (value: TagValue) => string): Tag[] {
  return tags.map(({ key, value }) => ({ key, value: text(value) }));
}

function sorted(tags: Tag[]): Tag[] {
  return [...tags].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

function withoutTags({ traceID, spanID }: Link): Link {
  return { traceID, spanID, tags: [] };
}

/** https://opentelemetry.io/docs/specs/semconv/registry/attributes/opentracing/ */
function jaegerLink({ traceID, spanID }: Link): Link {
  return { traceID, spanID, tags: [{ key: 'opentracing.ref_type', value: 'follows_from' }] };
}
