/** @jest-environment node */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import i18next from 'i18next';
import react from 'react';

/** What Grafana 11.0 gives to plugins of what a bundle of ours may ask for. */
const sharedByGrafana = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'i18next',
  'lodash',
  'moment',
  'react',
  'react-dom',
  'rxjs',
  'rxjs/operators',
];

/** A component of React, which may be one that is fetched when it is first drawn. */
type Component = (props: object) => { props: { children: { type: Fetched } } };

/** React's own record of such a component: `_init` fetches it, and throws the promise of it. */
interface Fetched {
  _payload: { _result: unknown };
  _init: (payload: unknown) => unknown;
}

/** Stands in for any class: keeps what it was made with, and which editors were set. */
class Fake {
  readonly madeWith: unknown[];
  readonly editors: Record<string, Component> = {};

  constructor(...args: unknown[]) {
    this.madeWith = args;
  }

  setConfigEditor(editor: Component): this {
    this.editors['configEditor'] = editor;
    return this;
  }

  setQueryEditor(editor: Component): this {
    this.editors['queryEditor'] = editor;
    return this;
  }

  setQueryEditorHelp(help: Component): this {
    this.editors['queryHelp'] = help;
    return this;
  }
}

/** Stands in for any module: every export is a class of its own. */
const fakeModule = new Proxy({}, { get: () => class extends Fake {} });

let dist: string;

beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'bundle-'));
  const built = spawnSync(
    process.execPath,
    ['node_modules/@rspack/cli/bin/rspack.js', 'build', '--output-path', dist],
    {
      encoding: 'utf8',
      env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' },
    },
  );
  if (built.status !== 0) {
    throw new Error(built.stdout + built.stderr);
  }
}, 60_000);

afterAll(() => rmSync(dist, { recursive: true, force: true }));

function read(name: string): string {
  return readFileSync(join(dist, name), 'utf8');
}

/** The element of a page that fetches a part of the bundle. */
interface Script {
  src: string;
  onload: (event: object) => void;
}

interface Loaded {
  needs: string[];
  exported: Record<string, Fake>;
  /** What the bundle has fetched since, by its address. */
  fetched: string[];
}

/** Real ones where the bundle's own packages use them while they load. */
const modules: Record<string, unknown> = { i18next, react };

/** Loads the bundle as an AMD loader does, and gives what it asked for and what it exports once its texts are there. */
async function load(): Promise<Loaded> {
  let loaded: { needs: string[]; exported: Promise<Loaded['exported']> } | undefined;
  const define = (needs: string[], factory: (...needed: unknown[]) => Promise<Loaded['exported']>) => {
    loaded = { needs, exported: factory(...needs.map((name) => modules[name] ?? fakeModule)) };
  };
  const fetched: string[] = [];
  const page = {
    define,
    console,
    setTimeout() {},
    clearTimeout() {},
    document: { head: { appendChild: (script: Script) => run(script) } },
  };
  /** Runs another part of the bundle, as a page does. */
  const run = (script: Script) => {
    fetched.push(script.src);
    runInContext(read(basename(new URL(script.src, 'http://localhost').pathname)), context);
    script.onload({ type: 'load', target: script });
  };
  Object.assign(page.document, {
    getElementsByTagName: () => [],
    createElement: () => ({ setAttribute() {}, src: '', onload() {} }),
  });
  const context = createContext(page);
  runInContext(read('module.js'), context);
  if (!loaded) {
    throw new Error('module.js defines no AMD module');
  }
  return { needs: loaded.needs, exported: await loaded.exported, fetched };
}

test('the bundle exports the plugin and asks only for what Grafana 11.0 shares', async () => {
  const { needs, exported } = await load();
  expect(Object.keys(exported)).toEqual(['plugin']);
  expect(needs).toContain('@grafana/data');
  expect(sharedByGrafana).toEqual(expect.arrayContaining(needs));
  expect(Object.keys(exported['plugin']?.editors ?? {})).toEqual(['configEditor', 'queryEditor', 'queryHelp']);
});

test.each(['configEditor', 'queryEditor', 'queryHelp'])(
  'the %s is fetched from beside the module when it is drawn',
  async (name) => {
    const { exported, fetched } = await load();
    expect(fetched).toEqual([]);
    const { _init, _payload } = exported['plugin']!.editors[name]!({}).props.children.type;
    try {
      _init(_payload);
    } catch (promise) {
      await promise;
    }
    const address = /^public\/plugins\/logservice-jaeger-datasource\/(\w+)\.js\?_cache=\w+$/;
    const parts = fetched.map((url) => address.exec(url)?.[1]);
    // Before an editor comes what it shares with others.
    expect(parts).not.toContain(undefined);
    expect(parts.at(-1)).toBe(name);
    expect(typeof _init(_payload)).toBe('function');
  },
);

test('the data source in the bundle still takes exactly one parameter', async () => {
  const { exported } = await load();
  expect(exported['plugin']?.madeWith[0]).toHaveLength(1);
});

test('texts lie where newer versions of Grafana look for them', () => {
  const { id, languages } = JSON.parse(read('plugin.json'));
  expect(languages).toEqual(['en-US', 'zh-Hans']);
  for (const language of languages) {
    const name = join('locales', language, `${id}.json`);
    expect(read(name)).toBe(readFileSync(join('src', name), 'utf8'));
  }
});

describe('in older versions of Grafana', () => {
  const { id } = JSON.parse(readFileSync('plugin.json', 'utf8')) as { id: string };
  const t = (key: string) => i18next.getFixedT(null, id)(key, 'Query type');

  /** Grafana's own texts tell which language it speaks. */
  const speak = (language: string) => {
    i18next.addResourceBundle(language, 'grafana', { a: 'text' });
    return i18next.changeLanguage(language);
  };

  afterEach(() => speak('en-US'));

  test('English needs no second request', async () => {
    const { fetched } = await load();
    expect(fetched).toEqual([]);
    expect(t('query.type.label')).toBe('Query type');
  });

  test('Chinese is fetched from beside the module', async () => {
    await speak('zh-Hans');
    const { fetched } = await load();
    expect(fetched).toEqual([
      expect.stringMatching(/^public\/plugins\/logservice-jaeger-datasource\/zh-Hans\.js\?_cache=\w+$/),
    ]);
    expect(t('query.type.label')).toBe('查询类型');
  });

  test('any other language is English', async () => {
    await speak('fr-FR');
    const { exported, fetched } = await load();
    expect(Object.keys(exported)).toEqual(['plugin']);
    expect(fetched).toEqual([]);
    expect(t('query.type.label')).toBe('Query type');
  });
});

test('the manifest carries the version and the day of the build', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(JSON.parse(read('plugin.json'))).toMatchObject({
    id: 'logservice-jaeger-datasource',
    info: { version, updated: '2023-11-14' },
  });
});

test.each(['src/README.md', 'CHANGELOG.md', 'LICENSE'])('%s lies beside the bundle', (name) => {
  expect(read(basename(name))).toBe(readFileSync(name, 'utf8'));
});

test('every logo that the manifest names is there', () => {
  const { logos } = JSON.parse(read('plugin.json')).info;
  for (const logo of Object.values<string>(logos)) {
    expect(read(logo)).toContain('<svg');
  }
});

test('every dashboard that the manifest includes is there', () => {
  const { includes } = JSON.parse(read('plugin.json')) as { includes: Array<{ path: string }> };
  expect(includes).not.toEqual([]);
  for (const { path } of includes) {
    expect(read(path)).toBe(readFileSync(join('src', path), 'utf8'));
  }
});

test('source maps name no folder of the machine that built them, and every source by its place below src/', () => {
  const maps = readdirSync(dist).filter((name) => name.endsWith('.map'));
  expect(maps).toContain('module.js.map');
  for (const name of maps) {
    const map = read(name);
    expect(map).not.toContain(process.cwd());
    // As pkg/sourcemap of grafana/plugin-validator reads them.
    const { sources, sourcesContent } = JSON.parse(map) as { sources: string[]; sourcesContent: string[] };
    expect(sources).toHaveLength(sourcesContent.length);
    const { id } = JSON.parse(read('plugin.json')) as { id: string };
    sources.forEach((source, i) => {
      const path = source.replace(new RegExp(`^webpack://${id}/*|^webpack:/*`), '');
      if (!/^(webpack\/|external |\.\.\/node_modules|.*\.json$)/.test(path)) {
        expect(sourcesContent[i]).toBe(readFileSync(join('src', path), 'utf8'));
      }
    });
  }
});
