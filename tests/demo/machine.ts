/** The demo with what is on this machine: a Grafana, our own emulator, and Loki and Jaeger if they were built. */
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { Children } from './children';
import { grafanaEnvironment, type Grafana } from './grafana';
import { guide, isHealthy, jaegerUID, missing, pluginID, samples } from './places';
import { freePort } from './ports';

/** The emulator takes one key, and it opens nothing else. */
const key = { id: 'demo-key-id', secret: 'demo-key-secret' };

/** Traces a second of each sample, once its history is written. */
const trafficRate = '0.2';

/** The oldest release that loads the plugin (grafanaDependency in plugin.json). */
const oldestGrafana = 11;

/** How long a server may take until it answers. */
const startMilliseconds = 180_000;

/** Where the servers are that Grafana asks. */
interface Servers {
  /** The emulator's base URL. */
  endpoint: string;
  /** Loki's base URL. */
  loki: string | undefined;
  /** The base URLs of Jaeger's API and of its OTLP receiver. */
  jaeger: { url: string; otlp: string } | undefined;
}

/** The demo on this machine; `folder` is its own, and goes when the demo ends. */
export class Machine {
  constructor(
    private readonly children: Children,
    private readonly folder: string,
    private readonly say: (text: string) => void,
  ) {}

  /** Starts everything, and returns what to tell the user. */
  async start(grafana: Grafana): Promise<string> {
    this.say('Building the plugin and the emulator …');
    await this.children.run({ name: 'build', program: 'make', args: ['--no-print-directory', 'build'], shown: true });
    const servers = { endpoint: await this.emulator(), loki: await this.loki(), jaeger: await this.jaeger() };
    const { endpoint, loki, jaeger } = servers;
    this.say("Writing the samples' last half hour …");
    const logs = loki === undefined ? [] : ['--loki', loki];
    const spans = jaeger === undefined ? [] : ['--otlp', jaeger.otlp];
    // The counted calls answer for emojivoto's service graph, and the spans for bookinfo's.
    const target = ['--endpoint', endpoint, '--deps', ...logs, ...spans];
    for (const { uid } of samples) {
      await this.children.run(this.generator(`history of ${uid}`, 'load.ts', ['--sample', uid, ...target]));
    }
    const health = isHealthy(process.env) ? ['--healthy'] : [];
    await this.children.stay(this.generator('traffic', 'traffic.ts', ['--rate', trafficRate, ...health, ...target]));
    const base = await this.grafana(grafana, servers);
    const beside = { loki: loki !== undefined, jaeger: jaeger !== undefined };
    return [guide(base, beside), ...missing(beside)].join('\n\n');
  }

  private async emulator(): Promise<string> {
    const program = join(this.folder, 'emulator');
    await this.children.run({
      name: 'build of the emulator',
      program: 'go',
      args: ['build', '-o', program, './tests/emulator/cmd/emulator'],
    });
    const args = ['--access-key-id', key.id, '--access-key-secret', key.secret, '--until-stdin-closes'];
    const line = await this.children.stay({ name: 'emulator', program, args }, true);
    const { address } = JSON.parse(line) as { address: string };
    return `http://${address}`;
  }

  /** Starts the Loki that was built, if there is one, and says where it is. */
  private async loki(): Promise<string | undefined> {
    // Where `make test-servers` leaves the one that it builds.
    const program = process.env['LOKI_BINARY'] ?? '';
    if (!existsSync(program)) {
      return undefined;
    }
    this.say('Starting Loki …');
    const port = await freePort();
    await this.children.stay({
      name: 'loki',
      program,
      args: ['-config.file=tests/servers/loki/config.yaml', '-config.expand-env=true'],
      environment: {
        ...process.env,
        LOKI_HTTP_PORT: String(port),
        LOKI_GRPC_PORT: String(await freePort()),
        LOKI_DATA: join(this.folder, 'loki'),
      },
    });
    const url = `http://127.0.0.1:${port}`;
    await this.answers('Loki', `${url}/ready`);
    return url;
  }

  /** Starts the Jaeger that was built, if there is one. */
  private async jaeger(): Promise<Servers['jaeger']> {
    const program = process.env['JAEGER_BINARY'] ?? '';
    if (!existsSync(program)) {
      return undefined;
    }
    this.say('Starting Jaeger …');
    const [query, otlp, health] = [await freePort(), await freePort(), await freePort()];
    await this.children.stay({
      name: 'jaeger',
      program,
      args: ['--config=tests/servers/jaeger/config.yaml'],
      environment: {
        ...process.env,
        JAEGER_QUERY_PORT: String(query),
        JAEGER_OTLP_PORT: String(otlp),
        JAEGER_HEALTH_PORT: String(health),
        JAEGER_GRPC_PORT: String(await freePort()),
      },
    });
    await this.answers('Jaeger', `http://127.0.0.1:${health}/status`);
    return { url: `http://127.0.0.1:${query}`, otlp: `http://127.0.0.1:${otlp}` };
  }

  private generator(name: string, file: string, args: string[]) {
    return {
      name,
      program: process.execPath,
      args: ['--import', 'tsx', join('tests', 'samples', file), ...args],
      environment: {
        ...process.env,
        ALIBABA_CLOUD_ACCESS_KEY_ID: key.id,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.secret,
      },
    };
  }

  private async grafana({ binary, home }: Grafana, { endpoint, loki, jaeger }: Servers): Promise<string> {
    const folder = (name: string) => join(this.folder, name);
    await mkdir(folder('data'));
    await cp('dist', join(folder('plugins'), pluginID), { recursive: true });
    // Without a server there is no source of its name, so that nothing links to it.
    const provided = (path: string) =>
      (loki !== undefined || !path.endsWith('loki.yaml')) && (jaeger !== undefined || !path.endsWith('jaeger.yaml'));
    await cp('provisioning', folder('provisioning'), { recursive: true, filter: provided });
    const port = await freePort(3000);
    const setup = {
      port,
      data: folder('data'),
      plugins: folder('plugins'),
      provisioning: folder('provisioning'),
      variables: {
        SLS_ENDPOINT: endpoint,
        SLS_ACCESS_KEY_ID: key.id,
        SLS_ACCESS_KEY_SECRET: key.secret,
        LOKI_URL: loki ?? '',
        JAEGER_URL: jaeger?.url ?? '',
      },
    };
    this.say(`Starting the Grafana in ${home} …`);
    const environment = grafanaEnvironment(setup, process.env);
    await this.children.stay({ name: 'grafana', program: binary, args: ['server', '--homepath', home], environment });
    const base = `http://127.0.0.1:${port}`;
    const health = await this.answers('Grafana', `${base}/api/health`);
    const { version = '' } = (await health.json()) as { version?: string };
    if (Number.parseInt(version, 10) < oldestGrafana) {
      throw new Error(`The Grafana in ${home} is ${version}; the plugin needs ${oldestGrafana}.0 or newer.`);
    }
    await this.checkSources(base, [...samples.map(({ uid }) => uid), ...(jaeger === undefined ? [] : [jaegerUID])]);
    return base;
  }

  /** Lets Grafana ask the plugin for the health of each data source, and prints the answers. */
  private async checkSources(base: string, uids: string[]): Promise<void> {
    for (const uid of uids) {
      const response = await fetch(`${base}/api/datasources/uid/${uid}/health`);
      const { message } = (await response.json()) as { message?: string };
      this.say(`${uid}: ${message ?? `Grafana answered ${response.status}.`}`);
    }
  }

  private async answers(name: string, url: string): Promise<Response> {
    const until = Date.now() + startMilliseconds;
    while (Date.now() < until) {
      const response = await fetch(url).catch(() => undefined);
      if (response?.ok) {
        return response;
      }
      await pause(250);
    }
    throw new Error(`${name} did not answer at ${url} within ${startMilliseconds / 1_000} s.`);
  }
}
