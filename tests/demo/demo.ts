/**
 * Shows the plugin at work, until it is stopped: in Docker if there is an engine, else in a Grafana that is found on the
 * machine, else without Grafana.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Children } from './children';
import { composeDown, composeUp, hasDocker } from './docker';
import { findGrafana } from './grafana';
import { Machine } from './machine';

const say = (text: string) => console.log(text);

/** Resolves when the user has had enough. */
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => resolve());
  }
});

/** Keeps what `begin` starts until the user stops it or one of its processes ends. */
async function show(children: Children, begin: () => Promise<string>): Promise<void> {
  const shown = begin().then((text) => {
    say(`\n${text}\n\nCtrl-C stops it.`);
    return stopped;
  });
  await Promise.race([stopped, shown, children.failure]);
  say('\nStopping …');
}

async function demo(children: Children, folder: string): Promise<void> {
  // Whoever names a Grafana wants that one.
  if (!process.env['GRAFANA_HOME'] && hasDocker()) {
    try {
      return await show(children, () => composeUp(children, say));
    } finally {
      await children.stop();
      composeDown();
    }
  }
  const grafana = findGrafana(process.env);
  if (grafana !== undefined) {
    return show(children, () => new Machine(children, folder, say).start(grafana));
  }
  say('There is no Docker engine, and no Grafana (set GRAFANA_HOME to one, 11.0 or newer, to see the traces drawn).');
  say("So these are the samples as the plugin's own process gives them to a Grafana:");
  const smoke = { name: 'smoke', program: 'make', args: ['--no-print-directory', 'smoke'], shown: true };
  await Promise.race([stopped, children.run(smoke)]);
}

const folder = await mkdtemp(join(tmpdir(), 'logservice-jaeger-demo-'));
const children = new Children(folder);
// Containers are no children of ours, and a signal that may come is nothing that Node waits for.
const awake = setInterval(() => undefined, 60_000);
try {
  await demo(children, folder);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  clearInterval(awake);
  await children.stop();
  await rm(folder, { recursive: true, force: true });
}
// Who still waits for an answer of a server that is gone need not get one.
process.exit();
