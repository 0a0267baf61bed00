import { instanceIndex, legacyIndex, mixedIndex } from '../indexes';
import { startingAt, type Row } from '../model';
import type { Logstore } from '../sample';
import { writers } from '../writers/dialects';
import { largeTrace } from './large';
import { awkwardNames, namedTrace } from './names';
import { oddTraces, type AwkwardDialect } from './shapes';

/** The logstore, in the project of the small fixed traces. */
export const logstore = 'awkward';

const dialects: AwkwardDialect[] = ['L1', 'T1'];

/** Every awkward tag key is indexed, since only indexed keys can be searched. */
const keys = ['awkward.name', ...awkwardNames];

/** Both families in one index. */
export const logstores: Logstore[] = [
  {
    name: logstore,
    index: mixedIndex(
      legacyIndex(['error', ...keys]),
      instanceIndex(
        {
          'db.statement': 'text',
          error: 'text',
          ...Object.fromEntries(keys.map((key) => [key, 'text' as const])),
        },
        {},
      ),
    ),
  },
];

/** A trace that carries an awkward name, as facts tell it. */
export interface NamedFact {
  dialect: AwkwardDialect;
  /** Service, operation, tag key and tag value of the root. */
  name: string;
  traceID: string;
  spans: number;
}

/** A trace of an odd shape, as facts tell it. */
export interface OddFact {
  dialect: AwkwardDialect;
  name: string;
  traceID: string;
  records: number;
  spans: number;
  errors: number;
  about: string;
}

/** The awkward traces, the first at `start` (µs since the epoch), and what there is to know of them. */
export function awkward(start: number): { rows: Row[]; named: NamedFact[]; odd: OddFact[] } {
  const rows: Row[] = [];
  const named: NamedFact[] = [];
  const odd: OddFact[] = [];
  for (const [turn, dialect] of dialects.entries()) {
    const from = start + turn * 120_000_000;
    for (const [index, name] of awkwardNames.entries()) {
      const trace = startingAt(namedTrace(name, dialect), from + index * 1_000_000);
      rows.push(...trace.spans.map((span) => ({ logstore, ...writers[dialect](span) })));
      named.push({ dialect, name, traceID: trace.id, spans: trace.spans.length });
    }
    for (const { stored, ...fact } of oddTraces(dialect, from + 60_000_000)) {
      rows.push(...stored.map((record) => ({ logstore, ...record })));
      odd.push({ dialect, records: stored.length, ...fact });
    }
  }
  return { rows, named, odd };
}

/** The records of the large trace, which is too big to keep beside the code; it begins at `start`, µs. */
export function largeRows(start: number): Row[] {
  return largeTrace(start).spans.map((span) => ({ logstore, ...writers.T1(span) }));
}
