/** The demo in Docker: everything is built and run by the compose file. */
import { spawnSync } from 'node:child_process';

import type { Children } from './children';
import { guide } from './places';
import { freePort } from './ports';

/** Says whether there is a Docker engine, with Compose, that answers. */
export function hasDocker(): boolean {
  const works = (args: string[]) => spawnSync('docker', args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
  return works(['info']) && works(['compose', 'version']);
}

/** Builds and starts the containers, and returns what to tell the user. */
export async function composeUp(children: Children, say: (text: string) => void): Promise<string> {
  say('Building and starting the containers; the first time takes some minutes …');
  const port = await freePort(3000);
  const environment = { ...process.env, GRAFANA_PORT: String(port) };
  const args = ['compose', 'up', '--build', '--detach', '--wait'];
  await children.run({ name: 'docker compose up', program: 'docker', args, environment, shown: true });
  return guide(`http://127.0.0.1:${port}`, { loki: true, jaeger: true });
}

/** Removes the containers with their network and volumes, and the images that were built; Docker keeps its build cache. */
export function composeDown(): void {
  spawnSync('docker', ['compose', 'down', '--volumes', '--rmi', 'local'], { stdio: 'inherit' });
}
