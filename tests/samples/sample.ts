import { durationOf, startingAt, type LogLine, type Row, type Trace } from './model';
import { Random } from './random';
import type { Index } from './indexes';

/** A logstore and its index; null for a store without one. */
export interface Logstore {
  name: string;
  index: Index | null;
}

/** A system whose traffic is made up, whole: where its spans lie and what it does. */
export interface Sample {
  name: string;
  /** The project's name, before a user's prefix. */
  project: string;
  logstores: Logstore[];
  /** The one among them that counts calls, if the store of the spans is a trace instance. */
  deps?: string;
  /** The traces of the sample's history, in order, each beginning at 0 µs. */
  history(seed: number): Trace[];
  /**
   * Trace number `index` of traffic without an end, beginning at 0 µs.
   *
   * @param healthy - leaves out what is slow and what fails
   */
  live(seed: number, index: number, healthy?: boolean): Trace;
  /** What Log Service stores of a trace. */
  rows(trace: Trace): Row[];
  /** What the containers print while they make the trace. */
  logLines(trace: Trace): LogLine[];
}

/** How many minutes a history covers by default. */
export const defaultMinutes = 30;

/** The seed of the committed data. */
export const defaultSeed = 1;

/** The base of the committed data: their histories end at this moment. */
export const baseTime = '2026-06-01T12:00:00Z';

/**
 * Spreads a history evenly, with some unrest, over the minutes before `now` (µs
 * since the epoch), so that all of it is over by then.
 */
export function spread(traces: Trace[], name: string, now: number, minutes: number): Trace[] {
  const random = new Random(`${name}/times`);
  const from = now - minutes * 60e6;
  const step = (minutes * 60e6) / traces.length;
  return traces.map((trace, index) => {
    const start = Math.floor(from + (index + 0.1 + 0.6 * random.fraction()) * step);
    const last = now - durationOf(trace) - 1_000;
    return startingAt(trace, Math.max(from, Math.min(start, last)));
  });
}
