import { largeRows, awkward, logstores as awkwardLogstores } from './awkward/sample';
import { largeTraceID, largeTraceSpans } from './awkward/large';
import { bookinfo, failedTraceID as bookinfoFailed, slowTraceID as bookinfoSlow } from './bookinfo/sample';
import { awkwardLead, dialectTraces, historyOf } from './build';
import { logstores, project, rows } from './dialects/sample';
import { emojivoto, failedTraceID as emojivotoFailed, slowTraceID as emojivotoSlow } from './emojivoto/sample';
import { depsLogstore, depsRows } from './deps';
import { factsOf } from './facts';
import type { LogLine, Row, Trace } from './model';
import type { Logstore, Sample } from './sample';

/** What a sample writes, and what it says of itself when it is done. */
export interface Cargo {
  project: string;
  logstores: Logstore[];
  rows: Row[];
  /** The traces of the rows; without those that only a record of Log Service can be. */
  traces: Trace[];
  logLines: LogLine[];
  summary: Record<string, unknown>;
}

/** When and how a sample's history is made. */
export interface Moment {
  /** µs since the epoch. */
  now: number;
  minutes: number;
  seed: number;
  /** With the calls that a trace instance's jobs count. */
  deps: boolean;
}

/** The samples with traffic. */
export const trafficSamples: Sample[] = [bookinfo, emojivoto];

/** What the command line can name. */
export const cargoes: Record<string, (moment: Moment) => Cargo> = {
  bookinfo: (moment) => history(bookinfo, moment, bookinfoSlow, bookinfoFailed),
  emojivoto: (moment) => history(emojivoto, moment, emojivotoSlow, emojivotoFailed),
  dialects: fixed,
};

/** The logstores of a sample, with an index for the one that counts calls if that is filled. */
export function logstoresOf({ logstores, deps }: Sample, filled: boolean): Logstore[] {
  return logstores.map((logstore) => (filled && logstore.name === deps ? depsLogstore(deps) : logstore));
}

/** What Log Service stores of traces, with the calls that it counts if that is asked for. */
export function rowsOf(sample: Sample, traces: Trace[], deps: boolean): Row[] {
  const rows = traces.flatMap((trace) => sample.rows(trace));
  return deps && sample.deps !== undefined ? [...rows, ...depsRows(traces, sample.deps)] : rows;
}

function history(
  sample: Sample,
  { now, minutes, seed, deps }: Moment,
  slowTraceID: string,
  failedTraceID: string,
): Cargo {
  const traces = historyOf(sample, seed, now, minutes);
  const facts = factsOf(traces, slowTraceID, failedTraceID);
  return {
    project: sample.project,
    logstores: logstoresOf(sample, deps),
    rows: rowsOf(sample, traces, deps),
    traces,
    logLines: traces.flatMap((trace) => sample.logLines(trace)),
    summary: {
      traces: facts.traces,
      spans: facts.spans,
      errors: facts.errorSpans,
      slowTraceID: facts.slow.id,
      failedTraceID: facts.failed.id,
    },
  };
}

/** The small fixed traces of every dialect, the awkward ones, and the large one. */
function fixed({ now }: Moment): Cargo {
  const traces = dialectTraces(now);
  const odd = awkward(now - awkwardLead);
  return {
    project,
    logstores: [...logstores, ...awkwardLogstores],
    rows: [...rows(traces), ...odd.rows, ...largeRows(now - awkwardLead / 2)],
    traces,
    logLines: [],
    summary: {
      traces: traces.length,
      spans: traces.reduce((sum, trace) => sum + trace.spans.length, 0),
      awkwardTraces: odd.named.length + odd.odd.length,
      largeTraceID,
      largeTraceSpans,
    },
  };
}
