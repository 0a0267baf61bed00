/** @jest-environment node */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { boards as written, fileOf } from '../../src/dashboards';
import { fillIn, isRunnable, normalise } from '../../src/query';
import { problems } from '../../src/queryProblems';
import { normaliseVariable } from '../../src/variableNames';
import { dashboardUID, pluginID } from '../demo/places';
import { folder, readBoard, type Board, type Panel, type Target } from './boards';

const files = Object.keys(written);
const boards = files.map((name) => ({ name, board: readBoard(name) }));
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
    expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual([...files].sort());
    for (const [name, board] of Object.entries(written)) {
      expect(readFileSync(join(folder, name), 'utf8') === fileOf(board)).toBe(true);
    }
  });

  test('are all in the manifest, by their titles', () => {
    const { includes } = JSON.parse(readFileSync('plugin.json', 'utf8')) as { includes: unknown };
    expect(includes).toEqual(
      boards.map(({ name, board }) => ({ type: 'dashboard', name: board.title, path: `dashboards/${name}` })),
    );
  });

  test('are the ones that the demo provisions', () => {
    const provider = readFileSync('provisioning/dashboards/default.yaml', 'utf8');
    expect(provider).toContain(`path: $GF_PATHS_PLUGINS/${pluginID}/dashboards\n`);
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`COPY --from=frontend /project/dist /plugins/${pluginID}\n`);
    expect(readFileSync('docker-compose.yml', 'utf8')).toContain('GF_PATHS_PLUGINS: /plugins\n');
  });

  test('have UIDs of their own, the one of the traces as it always was', () => {
    const uids = boards.map(({ board }) => board.uid);
    expect(new Set(uids).size).toBe(boards.length);
    expect(uids).toContain(dashboardUID);
    expect(uids.filter((uid) => uid !== dashboardUID && !uid.startsWith('lsj-'))).toEqual([]);
  });
});

describe.each(boards)('$name', ({ board }) => {
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
      expect(panel.description).toMatch(/\.$/);
      expect(panel.fieldConfig?.defaults.noValue).toMatch(/\.$/);
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
      const target = boards.find((candidate) => `/d/${candidate.board.uid}` === path)?.board;
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
