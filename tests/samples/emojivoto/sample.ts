import { instanceIndex } from '../indexes';
import type { Link, Trace } from '../model';
import { Random } from '../random';
import type { Sample } from '../sample';
import { writeOtlp } from '../writers/otlp';
import { logLines } from './logs';
import { emojivotoTrace } from './topology';
import { choices, doughnut } from './votes';

const instance = 'emojivoto';
const logstore = `${instance}-traces`;
const deps = `${instance}-traces-deps`;

/** How many traces the history has: the robot fetches the list, then votes, in turns. */
const traces = 60;

/** The share of votes that go to the doughnut. */
const doughnutShare = 0.15;

/** The trace that is known to be slow: voting waits for a lock. */
export const slowTraceID = '7d0e5c1a4b2f4e6d9a8b3c2d1e0f5a69';

/** The trace that is known to fail: a vote for the doughnut. */
export const failedTraceID = 'd0d0a7f00d0000005a7e11e0badc0de5';

const slowIndex = 17;
const failedIndex = 45;

/** How long voting holds up the slow vote, µs. */
const slowDelay = 2_340_000;

/** emojivoto on Linkerd, its spans in a trace instance as OTLP ingest stores them. */
export const emojivoto: Sample = {
  name: 'emojivoto',
  project: 'emojivoto',
  logstores: [
    {
      name: logstore,
      index: instanceIndex(
        {
          authority: 'text',
          direction: 'text',
          'emojivoto.shortcode': 'text',
          error: 'text',
          'http.method': 'text',
          'http.path': 'text',
          'http.status_code': 'long',
          'http.url': 'text',
          'net.peer.name': 'text',
          'rpc.grpc.status_code': 'long',
          'rpc.method': 'text',
          'rpc.service': 'text',
          'rpc.system': 'text',
        },
        {
          'k8s.container.name': 'text',
          'k8s.deployment.name': 'text',
          'k8s.namespace.name': 'text',
          'k8s.node.name': 'text',
          'k8s.pod.ip': 'text',
          'k8s.pod.name': 'text',
          'telemetry.sdk.language': 'text',
        },
      ),
    },
    // The scheduled SQL jobs of a real instance fill these two; nothing does here, unless
    // the first is asked for.
    { name: deps, index: null },
    { name: `${instance}-traces-metrics`, index: null },
  ],
  deps,
  history: (seed) => Array.from({ length: traces }, (_, index) => historicTrace(seed, index)),
  live: (seed, index, healthy = false) => trace(`live/${seed}`, index, healthy ? 0 : doughnutShare),
  rows: (trace) => trace.spans.map((span) => ({ logstore, ...writeOtlp(span) })),
  logLines,
};

function historicTrace(seed: number, index: number): Trace {
  const stream = String(seed);
  const random = new Random(`emojivoto/${stream}/${index}`);
  if (index === slowIndex) {
    const chosenFrom = linkToList(stream, index);
    return emojivotoTrace(slowTraceID, random, { choice: random.pick(choices), chosenFrom, delay: slowDelay });
  }
  if (index === failedIndex) {
    return emojivotoTrace(failedTraceID, random, { choice: doughnut });
  }
  return trace(stream, index);
}

/** Even traces fetch the list, odd ones vote: for the doughnut, or for a choice from the list before. */
function trace(stream: string, index: number, failing = doughnutShare): Trace {
  const random = new Random(`emojivoto/${stream}/${index}`);
  const id = random.hex(32);
  if (index % 2 === 0) {
    return emojivotoTrace(id, random, {});
  }
  if (random.chance(failing)) {
    return emojivotoTrace(id, random, { choice: doughnut });
  }
  return emojivotoTrace(id, random, { choice: random.pick(choices), chosenFrom: linkToList(stream, index) });
}

/** The root span of the list that was fetched just before the vote `index`. */
function linkToList(stream: string, index: number): Link {
  const list = trace(stream, index - 1);
  return {
    traceID: list.id,
    spanID: list.spans[0]?.spanID ?? '',
    tags: [{ key: 'link.reason', value: 'chosen from this list' }],
  };
}
