import { legacyIndex } from '../indexes';
import { Random } from '../random';
import type { Sample } from '../sample';
import type { Trace } from '../model';
import { writeLegacy } from '../writers/legacy';
import { logLines } from './logs';
import { bookinfoTrace, type Course } from './topology';

const logstore = 'istio-tracing';

/** How many traces the history has. */
const traces = 60;

/** One request in so many goes to the canary. */
const canaryEvery = 10;

/** The trace that is known to be slow: the canary keeps the product page waiting until it asks again. */
export const slowTraceID = '5a1e7b2c9d3f40618b7c2d4e6f901a2b';

/** The trace that is known to fail: ratings answers 503 to every attempt. */
export const failedTraceID = 'c0ffee0db0071ed0503e11a0f5e2d7b4';

const slowIndex = 24;
const failedIndex = 41;

/** bookinfo on Istio, its spans stored by Jaeger's legacy writer in a plain logstore. */
export const bookinfo: Sample = {
  name: 'bookinfo',
  project: 'bookinfo',
  logstores: [
    {
      name: logstore,
      index: legacyIndex(['error', 'istio.canonical_service', 'istio.canonical_revision']),
    },
  ],
  history: (seed) => Array.from({ length: traces }, (_, index) => historicTrace(seed, index)),
  live: (seed, index, healthy = false) => {
    const random = new Random(`bookinfo/live/${seed}/${index}`);
    const id = random.hex(32);
    const chosen = healthy ? healthyCourse(random) : course(random, canaryTurn(`live/${seed}`, index));
    return bookinfoTrace(id, random, chosen);
  },
  rows: (trace) => trace.spans.map((span) => ({ logstore, ...writeLegacy(span) })),
  logLines,
};

function historicTrace(seed: number, index: number): Trace {
  const random = new Random(`bookinfo/${seed}/${index}`);
  const id = random.hex(32);
  if (index === slowIndex) {
    return bookinfoTrace(slowTraceID, random, { version: 'v3', reviewsTimeout: true });
  }
  if (index === failedIndex) {
    return bookinfoTrace(failedTraceID, random, { version: 'v2', ratingsDown: true });
  }
  return bookinfoTrace(id, random, course(random, canaryTurn(String(seed), index)));
}

/** The turns are drawn by lot within each ten requests, so that the canary's share is a tenth. */
function canaryTurn(stream: string, index: number): boolean {
  const block = Math.floor(index / canaryEvery);
  const known = [slowIndex, failedIndex].map((known) => Math.floor(known / canaryEvery));
  if (!stream.startsWith('live/') && block === known[0]) {
    return index === slowIndex;
  }
  let turn = new Random(`bookinfo/canary/${stream}/${block}`).integer(0, canaryEvery - 1);
  if (!stream.startsWith('live/') && block === known[1] && turn === failedIndex % canaryEvery) {
    turn = (turn + 1) % canaryEvery;
  }
  return index % canaryEvery === turn;
}

function course(random: Random, canary: boolean): Course {
  const version = canary ? 'v3' : random.pick(['v1', 'v2'] as const);
  return {
    version,
    unavailable: !canary && random.chance(0.03),
    ratingsDown: version !== 'v1' && random.chance(0.05),
  };
}

/** A canary that was rolled back, and pods that are all well. */
function healthyCourse(random: Random): Course {
  return { version: random.pick(['v1', 'v2'] as const) };
}
