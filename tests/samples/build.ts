import { depsLogstore, depsRows } from './deps';
import * as awkwardSample from './awkward/sample';
import { largeTraceID, largeTraceSpans } from './awkward/large';
import * as bookinfoSample from './bookinfo/sample';
import { holdings } from './dialects/held';
import * as dialectsSample from './dialects/sample';
import { fixedTraces } from './dialects/traces';
import * as emojivotoSample from './emojivoto/sample';
import { canaryShare, factsOf, traceFacts, type Facts } from './facts';
import { startingAt, type Row, type Span, type Tag, type Trace } from './model';
import { baseTime, defaultMinutes, defaultSeed, spread, type Logstore, type Sample } from './sample';
import { dialects } from './writers/dialects';

/** One file of fixed data: what a project of Log Service holds, and what must come out of it. */
interface Data {
  project: string;
  logstores: Logstore[];
  rows: Row[];
  /** What a trace instance would count of the calls, in a logstore of its own; the two coarsest versions. */
  deps?: { logstore: Logstore; rows: Row[] };
  facts: unknown;
}

const base = Date.parse(baseTime) * 1_000;

/** Where the awkward traces begin, µs before the base. */
export const awkwardLead = 600_000_000;

/** Where the dialects' traces begin, µs before the base. */
export const dialectsLead = 300_000_000;

/** The traces of a sample's history that ends at `now`, µs since the epoch. */
export function historyOf(sample: Sample, seed: number, now: number, minutes: number): Trace[] {
  return spread(sample.history(seed), sample.name, now, minutes);
}

/** The facts of bookinfo, with the canary's share. */
export function bookinfoFacts(seed = defaultSeed): Facts & { canary: { canary: number; reviewed: number } } {
  const traces = historyOf(bookinfoSample.bookinfo, seed, base, defaultMinutes);
  const facts = factsOf(traces, bookinfoSample.slowTraceID, bookinfoSample.failedTraceID);
  return { ...facts, canary: canaryShare(traces) };
}

/** The facts of emojivoto. */
export function emojivotoFacts(seed = defaultSeed): Facts {
  const traces = historyOf(emojivotoSample.emojivoto, seed, base, defaultMinutes);
  return factsOf(traces, emojivotoSample.slowTraceID, emojivotoSample.failedTraceID);
}

function sampleData(sample: Sample, facts: Facts): Data {
  const deps = `${sample.name}-traces-deps`;
  const traces = historyOf(sample, defaultSeed, base, defaultMinutes);
  return {
    project: sample.project,
    logstores: sample.logstores,
    rows: traces.flatMap((trace) => sample.rows(trace)),
    deps: { logstore: depsLogstore(deps), rows: depsRows(traces, deps, ['service', 'service_name']) },
    facts,
  };
}

/** The fixed traces, moved to where they lie before `now`, µs. */
export function dialectTraces(now: number): Trace[] {
  return fixedTraces.map((trace) => startingAt(trace, now - dialectsLead));
}

function dialectsData(): Data {
  const traces = dialectTraces(base);
  const spans = traces.flatMap((trace) => trace.spans);
  return {
    project: dialectsSample.project,
    logstores: dialectsSample.logstores,
    rows: dialectsSample.rows(traces),
    facts: {
      traces: traces.map(traceFacts),
      spans: spans.map(plainSpan),
      dialects: dialects.map((dialect) => ({
        name: dialect,
        logstore: dialectsSample.logstoreOf(dialect),
        lost: holdings[dialect].lost,
        held: spans.map((span) => plainSpan(holdings[dialect].held(span))),
      })),
    },
  };
}

function awkwardData(): Data {
  const { rows, named, odd } = awkwardSample.awkward(base - awkwardLead);
  return {
    project: dialectsSample.project,
    logstores: awkwardSample.logstores,
    rows,
    facts: { named, odd, large: { traceID: largeTraceID, spans: largeTraceSpans, stored: false } },
  };
}

/** A span whose tags carry their types, so that JSON keeps 64-bit integers, doubles and bytes apart. */
function plainSpan(span: Span) {
  return {
    ...span,
    tags: span.tags.map(plainTag),
    resource: span.resource.map(plainTag),
    events: span.events.map((event) => ({ ...event, tags: event.tags.map(plainTag) })),
    links: span.links.map((link) => ({ ...link, tags: link.tags.map(plainTag) })),
  };
}

function plainTag({ key, value }: Tag): { key: string; type: string; value: string } {
  if (value instanceof Uint8Array) {
    return { key, type: 'binary', value: Buffer.from(value).toString('base64') };
  }
  const types: Partial<Record<string, string>> = { boolean: 'bool', bigint: 'int64', number: 'float64' };
  return { key, type: types[typeof value] ?? 'string', value: String(value) };
}

/** The committed files by name: the same text on every machine. */
export function fixedFiles(): Map<string, string> {
  const data: Record<string, Data> = {
    bookinfo: sampleData(bookinfoSample.bookinfo, bookinfoFacts()),
    emojivoto: sampleData(emojivotoSample.emojivoto, emojivotoFacts()),
    dialects: dialectsData(),
    awkward: awkwardData(),
  };
  return new Map(Object.entries(data).map(([name, content]) => [`${name}.json`, layOut(content)]));
}

/** JSON with a row, a logstore and a fact a line, so that a change shows where it is. */
function layOut({ project, logstores, rows, deps, facts }: Data): string {
  const lines = (values: unknown[]) => values.map((value) => JSON.stringify(value)).join(',\n');
  const factLines = Object.entries(facts as Record<string, unknown>).map(
    ([key, value]) =>
      `${JSON.stringify(key)}:${Array.isArray(value) ? `[\n${lines(value)}\n]` : JSON.stringify(value)}`,
  );
  return [
    `{"project":${JSON.stringify(project)},"base":${JSON.stringify(baseTime)},`,
    `"logstores":[\n${lines(logstores)}\n],`,
    `"rows":[\n${lines(rows)}\n],`,
    ...(deps ? [`"deps":{"logstore":${JSON.stringify(deps.logstore)},"rows":[\n${lines(deps.rows)}\n]},`] : []),
    `"facts":{\n${factLines.join(',\n')}\n}}\n`,
  ].join('\n');
}
