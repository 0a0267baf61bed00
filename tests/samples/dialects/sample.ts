import { instanceIndex, legacyIndex, mixedIndex, type Index } from '../indexes';
import type { Row, Trace } from '../model';
import { dialects, writers, type Dialect } from '../writers/dialects';
import type { Logstore } from '../sample';

/** The project of the small fixed traces. */
export const project = 'dialects';

const legacy = legacyIndex(['error', 'order.id', 'rpc.system', 'status.code', 'user.name']);
const instance = instanceIndex(
  {
    error: 'text',
    'http.method': 'text',
    'http.status_code': 'long',
    'http.url': 'text',
    'order.id': 'long',
    'rpc.system': 'text',
    'span.kind': 'text',
    'user.name': 'text',
  },
  { 'k8s.pod.name': 'text', region: 'text' },
);

function indexOf(dialect: Dialect): Index {
  return dialect.startsWith('L') ? legacy : instance;
}

/** The logstore that has one dialect only. */
export function logstoreOf(dialect: Dialect): string {
  return `dialects-${dialect.toLowerCase()}`;
}

/** One logstore in which all dialects lie side by side, and one a dialect. */
export const logstores: Logstore[] = [
  { name: 'dialects', index: mixedIndex(legacy, instance) },
  ...dialects.map((dialect) => ({ name: logstoreOf(dialect), index: indexOf(dialect) })),
];

/**
 * The traces as every dialect stores them, first all in the shared logstore, then
 * each in its own: dialect by dialect, trace by trace, span by span.
 */
export function rows(traces: Trace[]): Row[] {
  const stored = (dialect: Dialect, logstore: string) =>
    traces.flatMap((trace) => trace.spans.map((span): Row => ({ logstore, ...writers[dialect](span) })));
  return [
    ...dialects.flatMap((dialect) => stored(dialect, 'dialects')),
    ...dialects.flatMap((dialect) => stored(dialect, logstoreOf(dialect))),
  ];
}
