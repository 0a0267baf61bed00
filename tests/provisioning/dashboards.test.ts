/** @jest-environment node */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { boards as english, fileOf, sets } from '../../src/dashboards';
import { chinese } from '../../src/dashboards/chinese';
import { translate } from '../../src/dashboards/translate';
import { fillIn, isRunnable, normalise } from '../../src/query';
import { problems } from '../../src/queryProblems';
import { normaliseVariable } from '../../src/variableNames';
import { dashboardUID, pluginID } from '../demo/places';
import { readBoard, type Board, type Panel, type Target } from './boards';

const boards = Object.entries(sets).flatMap(([folder, set]) =>
  Object.keys(set).map((name) => ({ folder, name, board: readBoard(name, folder) })),
);
const expressionUID = '__expr__';

const targetsOf = (board: Board) => board.panels.flatMap((panel) => panel.targets ?? []);
const isOurs = (target: Target) => target.datasource?.uid !== expressionUID;
/** Whether the front end reads this type of query as such, and not as a trace ID; the backend is asked in Go. */
const isKnown = ({ refId, queryType }: Target) => normalise({ refId, queryType }).queryType === queryType;
const showsFigures = (panel: Panel) => panel.targets?.some(({ measure }) => measure !== undefined) ?? false;

/** The addresses of the links that panels of a board put into cells. */
function linksOf(board: Board): string[] {
  return board.panels
    .flatMap((panel) => panel.fieldConfig?.overrides ?? [])
    .flatMap(({ properties }) => properties)
    .filter(({ id }) => id === 'links')
    .flatMap(({ value }) => (value as Array<{ url: string }>).map(({ url }) => url));
}

/** The names of the variables in any text below a value. */
function variablesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/\$(?:\{(\w+)\}|([A-Za-z]\w*))/g)].map(
    ([, braced, bare]) => braced ?? bare ?? '',
  );
}

describe('the files', () => {
  test('are what the sources make; if they are meant to change: npm run dashboards', () => {
    for (const [folder, set] of Object.entries(sets)) {
      const files = readdirSync(join('src', folder)).filter((name) => name.endsWith('.json'));
      expect(files).toEqual(Object.keys(set).sort());
      for (const [name, board] of Object.entries(set)) {
        expect(readFileSync(join('src', folder, name), 'utf8') === fileOf(board)).toBe(true);
      }
    }
  });

  test('are all in the manifest, by their titles', () => {
    const { includes } = JSON.parse(readFileSync('plugin.json', 'utf8')) as { includes: unknown };
    expect(includes).toEqual(
      boards.map(({ folder, name, board }) => ({ type: 'dashboard', name: board.title, path: `${folder}/${name}` })),
    );
    expect(new Set(boards.map(({ board }) => board.title)).size).toBe(boards.length);
  });

  test('are, in English, the ones that the demo provisions', () => {
    const provider = readFileSync('provisioning/dashboards/default.yaml', 'utf8');
    expect(provider).toContain(`path: $GF_PATHS_PLUGINS/${pluginID}/dashboards\n`);
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`COPY --from=frontend /project/dist /plugins/${pluginID}\n`);
    expect(readFileSync('docker-compose.yml', 'utf8')).toContain('GF_PATHS_PLUGINS: /plugins\n');
  });

  test('have UIDs of their own, the one of the traces as it always was', () => {
    const uids = boards.map(({ board }) => board.uid);
    expect(new Set(uids).size).toBe(boards.length);
    expect(uids).toContain(dashboardUID);
    expect(uids.filter((uid) => !uid.startsWith(dashboardUID) && !uid.startsWith('lsj-'))).toEqual([]);
  });
});

describe('the Chinese boards', () => {
  const pairs = Object.entries(english).map(([name, board]) => ({
    name,
    board,
    translated: readBoard(name, 'dashboards-zh-Hans'),
  }));

  test.each(pairs)(
    '$name asks the same as in English, in panels of the same kind and place',
    ({ board, translated }) => {
      const askedIn = (panels: object[]) =>
        JSON.parse(JSON.stringify(panels, ['type', 'gridPos', 'x', 'y', 'w', 'h'])) as unknown;
      expect(askedIn(translated.panels)).toEqual(askedIn(board.panels));
      expect(targetsOf(translated)).toEqual(targetsOf(JSON.parse(fileOf(board)) as Board));
      expect(translated.templating.list.map(({ name }) => name)).toEqual(board.templating.list.map(({ name }) => name));
    },
  );

  test.each(pairs)('$name finds the boards of its own language only', ({ board, translated }) => {
    expect(translated.links[0]?.tags).not.toEqual(board.links[0]?.tags);
    expect(translated.tags).toEqual(expect.arrayContaining(translated.links[0]?.tags ?? []));
    expect(linksOf(translated).filter((link) => !/^\/d\/[\w-]+-zh\?/.test(link))).toEqual([]);
  });

  test('have every text in Chinese, and the table has no other', () => {
    const texts = Object.entries(chinese);
    const read = JSON.stringify(english);
    expect(texts.filter(([text]) => !read.includes(JSON.stringify(text).slice(1, -1)))).toEqual([]);
    const same = ['Trace ID', '–', 'p50', 'p95', 'p99'];
    expect(texts.filter(([text, said]) => !/\p{Script=Han}/u.test(said) && !same.includes(text))).toEqual([]);
  });

  test('are not made as long as a text is missing', () => {
    const { [english['traces.json']!.title]: _title, ...others } = chinese;
    expect(() => translate(english['traces.json']!, others)).toThrow(/chinese\.ts lacks "Traces in Log Service"/);
  });
});

describe.each(boards)('$folder/$name', ({ folder, board }) => {
  test('asks the data source that was chosen, nowhere another', () => {
    expect(board.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: pluginID });
    const chosen = { type: pluginID, uid: '${datasource}' };
    const asking = board.panels.filter(({ targets }) => targets !== undefined);
    expect(asking.filter(({ datasource }) => datasource?.uid !== chosen.uid)).toEqual([]);
    for (const target of targetsOf(board)) {
      expect(target.datasource).toEqual(isOurs(target) ? chosen : { type: expressionUID, uid: expressionUID });
    }
  });

  test('uses every variable, and no other', () => {
    const names = board.templating.list.filter(({ type }) => type !== 'adhoc').map(({ name }) => name);
    expect(new Set(variablesIn(targetsOf(board).filter(isOurs)))).toEqual(new Set(names));
  });

  test('lists names of the chosen data source, and has filters for it', () => {
    const chosen = { type: pluginID, uid: '${datasource}' };
    const asking = board.templating.list.filter(({ type }) => type === 'query' || type === 'adhoc');
    expect(asking.at(-1)).toMatchObject({ name: 'filters', type: 'adhoc', filters: [] });
    for (const { name, type, query, datasource } of asking) {
      expect(datasource).toEqual(chosen);
      if (type === 'query') {
        expect(query).toEqual(normaliseVariable(query));
        expect(variablesIn(query)).not.toContain(name);
      }
    }
  });

  test('marks failing traces only when somebody wants that, and not too many', () => {
    expect(board.annotations.list).toHaveLength(board.panels.some(({ type }) => type === 'timeseries') ? 1 : 0);
    for (const { enable, target } of board.annotations.list) {
      expect(enable).toBe(false);
      expect(target).toEqual(normalise(target));
      expect(target).toMatchObject({ queryType: 'search', status: 'error', limit: 50 });
    }
  });

  test('has panels with IDs of their own that lie in the grid, none over another', () => {
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  test('says of every panel what it shows, in which unit, and why it may be empty', () => {
    for (const panel of board.panels.filter(({ targets, type }) => targets !== undefined && type !== 'traces')) {
      expect(panel.description).toMatch(/[.。]$/);
      expect(panel.fieldConfig?.defaults.noValue).toMatch(/[.。]$/);
    }
    for (const panel of board.panels.filter(showsFigures)) {
      const overridden = panel.fieldConfig?.overrides.flatMap(({ properties }) => properties) ?? [];
      const units = [
        panel.fieldConfig?.defaults.unit,
        panel.options?.yAxis?.unit,
        overridden.find(({ id }) => id === 'unit'),
      ];
      expect(units.filter((unit) => unit !== undefined)).not.toEqual([]);
    }
  });

  test('has targets that are told apart, and expressions over those that are there', () => {
    for (const { targets = [] } of board.panels) {
      const ids = targets.map(({ refId }) => refId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const target of targets.filter((candidate) => !isOurs(candidate))) {
        expect(ids.filter((id) => id !== target.refId)).toEqual(
          expect.arrayContaining(variablesIn({ expression: target.expression })),
        );
      }
    }
  });

  test('leads to the other boards, and keeps variables and time', () => {
    expect(board.links).toEqual([expect.objectContaining({ type: 'dashboards', includeVars: true, keepTime: true })]);
    expect(board.tags).toEqual(expect.arrayContaining(board.links[0]?.tags ?? []));
    for (const link of linksOf(board)) {
      const [path, parameters = ''] = link.split('?');
      const target = boards.find((to) => to.folder === folder && `/d/${to.board.uid}` === path)?.board;
      const names = target?.templating.list.map(({ name }) => name) ?? [];
      expect(parameters.split('&')).toEqual(
        expect.arrayContaining(['${__url_time_range}', '${datasource:queryparam}', '${filters:queryparam}']),
      );
      for (const [, kept, set] of parameters.matchAll(/\$\{(\w+):queryparam\}|var-(\w+)=/g)) {
        expect(names).toContain(kept ?? set);
      }
      expect(parameters).toMatch(/=\$\{__value\.raw:percentencode\}$/);
      // A board's links to itself lose nothing that was chosen.
      const chosen = names
        .filter((name) => !parameters.includes(`var-${name}=`))
        .map((name) => `\${${name}:queryparam}`);
      expect(target !== board || chosen.every((name) => parameters.includes(name))).toBe(true);
    }
  });

  test('has queries in full form, which an empty variable leaves without a condition', () => {
    for (const target of targetsOf(board).filter(isKnown)) {
      expect(target).toEqual(normalise(target));
      const empty = normalise(fillIn(normalise(target), (text) => text.replace(/\$\w+/g, '')));
      expect(problems(empty)).toEqual({});
      expect(isRunnable(empty)).toBe(target.queryType !== 'traceId');
      expect(variablesIn({ ...empty, datasource: undefined, legend: undefined })).toEqual([]);
    }
  });
});
