/** Writes new traces of bookinfo and emojivoto to Log Service, some a second, until it is stopped. */
import { setTimeout as pause } from 'node:timers/promises';

import { logstoresOf, rowsOf, trafficSamples } from './catalogue';
import { Project } from './client';
import { exportSpans } from './export';
import { pushLogLines } from './loki';
import { durationOf, startingAt } from './model';
import { readOptions, type Options } from './options';
import type { Sample } from './sample';

/** Runs one sample's traffic until the time is up or `stopped`, and says how many traces that were. */
async function run(sample: Sample, options: Options, stopped: AbortSignal): Promise<number> {
  const project = new Project(options.access, `${options.projectPrefix}${sample.project}`);
  await project.create(logstoresOf(sample, options.deps));
  const seed = options.seed ?? Date.now();
  const began = Date.now();
  let written = 0;
  while (!stopped.aborted && Date.now() - began < options.duration) {
    const trace = sample.live(seed, written, options.healthy);
    // A trace is written when it is over, as a collector gets it.
    const ended = startingAt(trace, Date.now() * 1_000 - durationOf(trace));
    await project.write(rowsOf(sample, [ended], options.deps));
    if (options.loki !== undefined) {
      await pushLogLines(options.loki, sample.logLines(ended));
    }
    if (options.otlp !== undefined) {
      await exportSpans(options.otlp, [ended]);
    }
    written += 1;
    const next = began + (written * 1_000) / options.rate;
    await pause(Math.max(0, next - Date.now()), undefined, { signal: stopped }).catch(() => undefined);
  }
  return written;
}

try {
  const names = trafficSamples.map(({ name }) => name);
  const options = readOptions(process.argv.slice(2), names, process.env);
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => stop.abort());
  }
  const chosen = trafficSamples.filter(({ name }) => options.samples.includes(name));
  const counts = await Promise.all(chosen.map((sample) => run(sample, options, stop.signal)));
  console.log(JSON.stringify(Object.fromEntries(chosen.map(({ name }, index) => [name, counts[index]]))));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
