/** @jest-environment node */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { bookinfoFacts, emojivotoFacts, fixedFiles, historyOf } from './build';
import { bookinfo } from './bookinfo/sample';
import { emojivoto } from './emojivoto/sample';
import type { Facts } from './facts';
import { endOf, type Trace } from './model';
import { baseTime, defaultSeed, type Sample } from './sample';

const folder = join(process.cwd(), 'tests', 'samples');
const samples = [bookinfo, emojivoto];
const now = Date.parse(baseTime) * 1_000;

describe('the committed data', () => {
  const files = fixedFiles();

  test('has no file that the generator does not make', () => {
    expect(readdirSync(join(folder, 'data')).sort()).toEqual([...files.keys()].sort());
  });

  test.each([...files.keys()])(
    '%s is what the generator makes; if that is meant to change: npm run samples:data',
    (name) => {
      // Not toEqual: its difference of half a megabyte helps nobody.
      expect(readFileSync(join(folder, 'data', name), 'utf8') === files.get(name)).toBe(true);
    },
  );
});

describe.each(samples)('$name', (sample) => {
  const history = sample.history(defaultSeed);

  test('is the same every time', () => {
    expect(sample.history(defaultSeed)).toEqual(history);
  });

  test('has the same traces at another time', () => {
    const at = historyOf(sample, defaultSeed, now, 30);
    const later = historyOf(sample, defaultSeed, now + 86_400e6, 60);
    const shape = (traces: Trace[]) =>
      traces.map(({ spans }) => spans.map(({ start: _start, events: _events, ...span }) => span));
    expect(shape(later)).toEqual(shape(at));
  });

  test.each([1, 30, 1_440])('lies within %d minutes before now', (minutes) => {
    const spans = historyOf(sample, defaultSeed, now, minutes).flatMap((trace) => trace.spans);
    expect(Math.min(...spans.map(({ start }) => start))).toBeGreaterThanOrEqual(now - minutes * 60e6);
    expect(Math.max(...spans.map(endOf))).toBeLessThanOrEqual(now);
  });

  test('has IDs of its own', () => {
    const traces = [...history, ...Array.from({ length: 100 }, (_, index) => sample.live(defaultSeed, index))];
    expect(new Set(traces.map(({ id }) => id)).size).toBe(160);
    const spanIDs = traces.flatMap(({ spans }) => spans.map(({ spanID }) => spanID));
    expect(new Set(spanIDs).size).toBe(spanIDs.length);
  });

  test('makes other traces of another seed, but for the known two', () => {
    const ids = new Set(history.map(({ id }) => id));
    expect(sample.history(2).filter(({ id }) => ids.has(id))).toHaveLength(2);
  });

  test('nests its spans', () => {
    const astray = history.flatMap(({ id, spans }) => {
      const byID = new Map(spans.map((span) => [span.spanID, span]));
      return spans.slice(1).filter((span) => {
        const parent = byID.get(span.parentSpanID);
        return !parent || span.traceID !== id || span.start < parent.start || endOf(span) > endOf(parent);
      });
    });
    expect(astray).toEqual([]);
    expect(history.filter(({ spans }) => spans[0]?.parentSpanID !== '')).toEqual([]);
  });

  test('prints log lines that lead to the trace', () => {
    const lines = history.flatMap((trace) => sample.logLines(trace).map((line) => ({ ...line, id: trace.id })));
    const leading = lines.filter(
      ({ line, metadata, id }) => metadata.trace_id === id || line.endsWith(`traceID=${id}`),
    );
    expect(leading).toHaveLength(lines.length);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(history.length);
    expect(new Set(lines.map(({ labels }) => Object.keys(labels).join()))).toEqual(
      new Set(['namespace,pod,app,container']),
    );
    expect(lines.filter(({ labels }) => Object.values(labels).includes(''))).toEqual([]);
  });
});

test('links of emojivoto lead to lists that are there', () => {
  const traces = emojivoto.history(defaultSeed);
  const roots = new Map(traces.map(({ id, spans }) => [id, spans[0]]));
  const links = traces.flatMap(({ spans }) => spans.flatMap((span) => span.links));
  expect(links.length).toBeGreaterThan(20);
  for (const { traceID, spanID } of links) {
    expect(roots.get(traceID)).toMatchObject({ spanID, operation: 'GET /api/list' });
  }
});

test.each([1, 2, 3])('the canary gets a tenth, seed %d', (seed) => {
  const versions = bookinfo
    .history(seed)
    .map(({ spans }) => spans.find(({ service, kind }) => service === 'reviews.default' && kind === 'server'))
    .map((span) => span?.tags.find(({ key }) => key === 'istio.canonical_revision')?.value);
  expect(versions.filter((version) => version === 'v3')).toHaveLength(6);
});

describe('live traffic', () => {
  const spansOf = (sample: Sample, healthy: boolean) =>
    Array.from({ length: 200 }, (_, index) => sample.live(defaultSeed, index, healthy)).flatMap(({ spans }) => spans);

  /** The longest that a rule of provisioning/alerting lets a service take, µs. */
  const bounds = { bookinfo: 400_000, emojivoto: 100_000 };

  test.each([
    {
      sample: bookinfo,
      failing: ['istio-ingressgateway', 'ratings.default', 'reviews.default'],
      slow: 'reviews.default',
    },
    { sample: emojivoto, failing: ['vote-bot', 'voting', 'web'], slow: undefined },
  ])('of $sample.name is slow and fails, unless it is healthy', ({ sample, failing, slow }) => {
    const failed = (healthy: boolean) => spansOf(sample, healthy).filter(({ status }) => status === 'error');
    expect([...new Set(failed(false).map(({ service }) => service))].sort()).toEqual(failing);
    expect(failed(true)).toEqual([]);
    const late = (healthy: boolean) =>
      spansOf(sample, healthy).filter(({ duration }) => duration > bounds[sample.name as keyof typeof bounds]);
    expect(late(false).some(({ service, kind }) => service === slow && kind === 'server')).toBe(slow !== undefined);
    expect(late(true)).toEqual([]);
  });
});

/** The cells of each row of a README's tables, without backquotes. */
function tableRows(name: string): string[][] {
  return readFileSync(join(folder, name, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

const figures: Array<{ name: string; facts: Facts & { canary?: { canary: number; reviewed: number } } }> = [
  { name: 'bookinfo', facts: bookinfoFacts() },
  { name: 'emojivoto', facts: emojivotoFacts() },
];

describe.each(figures)("$name's README", ({ name, facts }) => {
  const canary = facts.canary
    ? [
        ['traces that reached reviews', facts.canary.reviewed],
        ['traces that reached the canary (v3)', facts.canary.canary],
      ]
    : [];

  test('has the numbers that the generator makes', () => {
    const expected = [
      ['what', 'number'],
      ['traces', facts.traces],
      ['spans', facts.spans],
      ['spans that failed', facts.errorSpans],
      ['traces with a span that failed', facts.failedTraces],
      ['traces of more than 2 s', facts.slowTraces],
      ...canary,
      ['service', 'spans'],
      ...Object.entries(facts.services),
      ['caller', 'callee', 'calls', 'failed'],
      ...facts.edges.map(({ parent, child, count, failed }) => [parent, child, count, failed]),
      ['service', 'operation', 'traces'],
      ...facts.roots.map(({ service, operation, traces }) => [service, operation, traces]),
      ['', 'trace ID', 'spans', 'failed', 'duration, ms'],
      ...(['slow', 'failed'] as const).map((which) => {
        const { id, spans, errors, durationUs } = facts[which];
        return [which, id, spans, errors, Math.round(durationUs / 1_000)];
      }),
    ];
    expect(tableRows(name)).toEqual(expected.map((row) => row.map(String)));
  });
});

test("the dialects' README has the traces that the generator makes", () => {
  const { facts } = JSON.parse(fixedFiles().get('dialects.json') ?? '') as {
    facts: { traces: Array<{ id: string; spans: number; errors: number }>; dialects: Array<{ name: string }> };
  };
  const rows = tableRows('dialects');
  expect(rows.filter(([id]) => /^[0-9a-f]{32}$/.test(id ?? '')).map((row) => row.slice(0, 3))).toEqual(
    facts.traces.map(({ id, spans, errors }) => [id, String(spans), String(errors)]),
  );
  expect(rows.filter(([name]) => /^[A-Z]\w$/.test(name ?? '')).map(([name]) => name)).toEqual(
    facts.dialects.map(({ name }) => name),
  );
});
