/** @jest-environment node */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { Children } from './children';
import { findGrafana, grafanaEnvironment, withoutCalls, withoutLogin } from './grafana';
import { isHealthy } from './places';
import { freePort } from './ports';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'demo-test-')));
});

afterEach(() => rmSync(folder, { recursive: true }));

function make(...files: string[]): void {
  for (const file of files) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
}

describe('finding a Grafana', () => {
  const home = ['conf/defaults.ini', 'public/index.html'];

  test.each([
    { name: 'an archive', binary: 'bin/grafana' },
    {
      name: 'a build of the sources',
      binary: `bin/${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}/grafana`,
    },
  ])('GRAFANA_HOME may be $name', ({ binary }) => {
    make(binary, ...home);
    expect(findGrafana({ GRAFANA_HOME: folder, PATH: '/nowhere' })).toEqual({
      binary: join(folder, binary),
      home: folder,
    });
  });

  test('GRAFANA_HOME may be relative', () => {
    make('bin/grafana', ...home);
    expect(findGrafana({ GRAFANA_HOME: relative(process.cwd(), folder) })?.home).toBe(folder);
  });

  test.each([
    { name: 'has no binary', files: home },
    { name: 'has no conf and public', files: ['bin/grafana'] },
  ])('a GRAFANA_HOME that $name is an error that names it', ({ files }) => {
    make(...files);
    expect(() => findGrafana({ GRAFANA_HOME: folder })).toThrow(folder);
  });

  test('the PATH leads to the home of the archive that it links to', () => {
    make('archive/bin/grafana', ...home.map((file) => join('archive', file)), 'links/other');
    symlinkSync(join(folder, 'archive', 'bin', 'grafana'), join(folder, 'links', 'grafana'));
    const path = `/nowhere:${join(folder, 'links')}`;
    expect(findGrafana({ PATH: path })).toEqual({
      binary: join(folder, 'links', 'grafana'),
      home: join(folder, 'archive'),
    });
  });

  test('Homebrew has the home under share', () => {
    make('bin/grafana', ...home.map((file) => join('share/grafana', file)));
    expect(findGrafana({ PATH: join(folder, 'bin') })?.home).toBe(join(folder, 'share', 'grafana'));
  });

  test('there may be none', () => {
    expect(findGrafana({ PATH: folder })).toBeUndefined();
    expect(findGrafana({})).toBeUndefined();
  });
});

test("a Grafana gets the demo's settings and none of the user's own", () => {
  const setup = { port: 3001, data: '/d', plugins: '/p', provisioning: '/v', variables: { SLS_ENDPOINT: 'http://e' } };
  const user = { PATH: '/bin', GF_SERVER_ROOT_URL: 'https://elsewhere', GF_DATABASE_URL: 'mysql://elsewhere' };
  const environment = grafanaEnvironment(setup, user);
  expect(environment).toMatchObject({
    PATH: '/bin',
    SLS_ENDPOINT: 'http://e',
    GF_SERVER_HTTP_ADDR: '127.0.0.1',
    GF_SERVER_HTTP_PORT: '3001',
    GF_SERVER_ROOT_URL: 'http://127.0.0.1:3001/',
    GF_PATHS_DATA: '/d',
    GF_PATHS_PLUGINS: '/p',
    GF_PATHS_PROVISIONING: '/v',
    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: 'logservice-jaeger-datasource',
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
  });
  expect(environment).not.toHaveProperty('GF_DATABASE_URL');
});

test('the Grafana of the compose file asks for no login and calls nobody either', () => {
  const compose = readFileSync('docker-compose.yml', 'utf8');
  for (const [name, value] of Object.entries({ ...withoutLogin, ...withoutCalls })) {
    expect(compose).toMatch(new RegExp(`^      ${name}: '?${value}'?$`, 'm'));
  }
});

test('traffic is healthy if the user says so, in Docker as well', () => {
  expect([{}, { HEALTHY: '' }, { HEALTHY: '1' }].map(isHealthy)).toEqual([false, false, true]);
  expect(readFileSync('docker-compose.yml', 'utf8')).toContain('traffic.ts --rate 0.2 $${HEALTHY:+--healthy} ');
});

/** A process that was killed is there until whoever inherited it has asked for its end. */
async function waitUntilGone(pid: number): Promise<void> {
  const until = Date.now() + 4_000;
  while (Date.now() < until) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Process ${pid} is still there.`);
}

describe('the children', () => {
  const node = (script: string) => ({ program: process.execPath, args: ['-e', script] });

  test('one that runs to its end may fail, and is quoted', async () => {
    const children = new Children(folder);
    await children.run({ name: 'good', ...node('') });
    await expect(children.run({ name: 'bad', ...node('console.error("no luck"); process.exit(3)') })).rejects.toThrow(
      /bad ended with exit code 3.*\nno luck/,
    );
    await expect(children.run({ name: 'absent', program: join(folder, 'absent'), args: [] })).rejects.toThrow(
      /absent did not start: .*ENOENT/,
    );
  });

  test('one that stays says its first line, and ends when it is told to', async () => {
    const children = new Children(folder);
    const script = 'console.log(process.pid); setInterval(() => console.log("more"), 10)';
    const pid = Number(await children.stay({ name: 'server', ...node(script) }, true));
    expect(process.kill(pid, 0)).toBe(true);
    await children.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(children.run({ name: 'late', ...node('') })).rejects.toThrow('not started any more');
  });

  test('what a child leaves behind ends with it', async () => {
    const children = new Children(folder);
    const grandchild = 'require("child_process").spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"])';
    const script = `console.log(${grandchild}.pid); setTimeout(() => process.exit(1), 100)`;
    const pid = Number(await children.stay({ name: 'server', ...node(script) }, true));
    expect(process.kill(pid, 0)).toBe(true);
    await expect(children.failure).rejects.toThrow('server ended with exit code 1');
    await waitUntilGone(pid);
  });

  test('one that ends though it should stay is a failure', async () => {
    const children = new Children(folder);
    await children.stay({ name: 'server', ...node('console.error("port taken"); process.exit(1)') });
    await expect(children.failure).rejects.toThrow(/server ended with exit code 1.*\nport taken/);
    await children.stop();
  });
});

test('a port that is taken is not the one to listen on', async () => {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const free = await freePort(port);
  expect(free).toBeGreaterThan(0);
  expect(free).not.toBe(port);
  await new Promise((resolve) => server.close(resolve));
  await expect(freePort(port)).resolves.toBe(port);
});
