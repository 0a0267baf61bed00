import { readFileSync } from 'node:fs';
import { lastValueFrom } from 'rxjs';
import {
  dataFrameFromJSON,
  fieldMatchers,
  fieldReducers,
  getFieldDisplayName,
  reduceField,
  standardTransformersRegistry,
  standardTransformers,
  toDataFrame,
  transformDataFrame,
  FieldType,
  type DataFrame,
  type DataFrameJSON,
  type DataTransformerConfig,
  type Field,
} from '@grafana/data';

import { panelOf, readBoard, type Panel } from './boards';

/*
 * What Grafana's own transformations make of answers in the form that the backend gives them
 * (https://grafana.com/developers/dataplane/numeric#numeric-long-format-numericlong).
 */

beforeAll(() => {
  const known = [
    standardTransformers.groupingToMatrixTransformer,
    standardTransformers.organizeFieldsTransformer,
    standardTransformers.joinByFieldTransformer,
    standardTransformers.mergeTransformer,
    standardTransformers.labelsToFieldsTransformer,
    standardTransformers.filterByValueTransformer,
  ];
  standardTransformersRegistry.setInit(() =>
    known.map((transformation) => ({
      id: transformation.id,
      name: transformation.name,
      transformation,
      editor: () => null,
      imageDark: '',
      imageLight: '',
    })),
  );
});

type Cells = Record<string, Array<string | number>>;

/** An instant answer: its last column has the figures, and the name that the backend shows them by. */
function answer(refId: string, columns: Cells, displayNameFromDS: string): DataFrame {
  const last = Object.keys(columns).length - 1;
  const fields = Object.entries(columns).map(([name, values], index) => ({
    name,
    values,
    config: index === last ? { displayNameFromDS } : {},
  }));
  return toDataFrame({ refId, fields });
}

function share(code: string, value: number): DataFrame {
  const labels = { 'http.status_code': code };
  return toDataFrame({ refId: 'C', fields: [{ name: 'C', type: FieldType.number, labels, values: [value] }] });
}

async function shown(panel: Panel, answers: DataFrame[]): Promise<DataFrame[]> {
  return lastValueFrom(transformDataFrame((panel.transformations ?? []) as DataTransformerConfig[], answers));
}

/** The cells of the only frame that is left, by the headings that overrides give to its columns. */
async function cells(name: string, title: string, answers: DataFrame[]): Promise<Cells> {
  const panel = panelOf(readBoard(name), title);
  const frames = await shown(panel, answers);
  expect(frames).toHaveLength(1);
  return Object.fromEntries(frames[0]!.fields.map((field) => [headingOf(panel, field, frames), field.values]));
}

/** Overrides find a column by its own name or by the one it is shown by; the last one wins. */
function headingOf(panel: Panel, field: Field, frames: DataFrame[]): string {
  return String(settingsOf(panel, field, frames).displayName ?? getFieldDisplayName(field, frames[0], frames));
}

/** What overrides set for a column. */
function settingsOf(panel: Panel, field: Field, frames: DataFrame[]): Record<string, unknown> {
  const found = panel.fieldConfig?.overrides.filter(({ matcher: { id, options } }) =>
    fieldMatchers.get(id).get(options)(field, frames[0]!, frames),
  );
  return Object.fromEntries(found?.flatMap(({ properties }) => properties.map(({ id, value }) => [id, value])) ?? []);
}

test.each([
  { name: 'services.json', title: 'Services', key: 'service', heading: 'Service' },
  { name: 'service.json', title: 'Operations', key: 'operation', heading: 'Operation' },
])('$name has a row for each $key, and a column for each quantile', async ({ name, title, key, heading }) => {
  const answers = [
    answer('A', { [key]: ['a', 'b'], successRate: [100, 90] }, 'Success rate'),
    answer('B', { [key]: ['a', 'b'], rate: [1, 2] }, 'Rate'),
    answer(
      'C',
      {
        [key]: ['a', 'a', 'a', 'b', 'b', 'b'],
        quantile: ['0.5', '0.95', '0.99', '0.5', '0.95', '0.99'],
        quantiles: [1, 2, 3, 4, 5, 6],
      },
      'Duration',
    ),
  ];
  expect(await cells(name, title, answers)).toEqual({
    [heading]: ['a', 'b'],
    'Success rate': [100, 90],
    'Requests a second': [1, 2],
    p50: [1, 4],
    p95: [2, 5],
    p99: [3, 6],
  });
});

/** What the backend's frame of a search looks like, without what is nested in it. */
function foundTraces(): DataFrame {
  const golden = readFileSync('pkg/frames/testdata/search_nested.golden.jsonc', 'utf8').replace(/^\/\/.*$/gm, '');
  return dataFrameFromJSON((JSON.parse(golden) as { frames: DataFrameJSON[] }).frames[0]!);
}

test.each([
  { name: 'traces.json', titles: ['Traces'] },
  { name: 'service.json', titles: ['Slow traces', 'Failing traces'] },
])('the traces of $name fit a window of 1440 px, beside the menu', ({ name, titles }) => {
  // packages/grafana-ui/src/components/Table: what opens a row, and a column without a width.
  const [expander, leastWidth] = [50, 150];
  // The docked menu, the page's padding, a panel's border and padding.
  const room = 1440 - 300 - 2 * 16 - 2 - 2 * 8;
  const frame = foundTraces();
  for (const panel of titles.map((title) => panelOf(readBoard(name), title))) {
    expect(panel.gridPos.w).toBe(24);
    const widths = frame.fields.map((field) => {
      const set = settingsOf(panel, field, [frame]);
      return set['custom.hidden'] === true ? 0 : Number(set['custom.width'] ?? leastWidth);
    });
    expect(widths.filter((width) => width > 0)).toHaveLength(8);
    expect(widths.reduce((sum, width) => sum + width, expander)).toBeLessThanOrEqual(room);
  }
});

test('canary.json has a row for each version of each service', async () => {
  const keys = { service: ['reviews', 'reviews', 'ratings'], 'istio.canonical_revision': ['v1', 'v3', 'v1'] };
  const answers = [
    answer('A', { ...keys, rate: [9, 1, 5] }, 'Rate'),
    answer('B', { ...keys, errorPercentage: [0, 10, 0] }, 'Error percentage'),
    answer('C', { ...keys, quantiles: [20, 800, 5] }, 'p95'),
  ];
  expect(await cells('canary.json', 'Versions', answers)).toEqual({
    Service: keys.service,
    'istio.canonical_revision': keys['istio.canonical_revision'],
    'Requests a second': [9, 1, 5],
    Failed: [0, 10, 0],
    p95: [20, 800, 5],
  });
});

describe('4XX answers of istio-tracing.json', () => {
  /** What the dial shows: the sum of what the transformations leave; undefined for its text without data. */
  async function dial(answers: DataFrame[]): Promise<unknown> {
    const frames = await shown(panelOf(readBoard('istio-tracing.json'), '4XX answers, 15 min'), answers);
    const [number] = frames.flatMap(({ fields }) => fields).filter(({ type }) => type === FieldType.number);
    return number && reduceField({ field: number, reducers: [fieldReducers.get('sum').id] })['sum'];
  }

  test.each([
    { name: 'add up', answers: [share('200', 90), share('404', 4), share('429', 5), share('503', 1)], expected: 9 },
    { name: 'are none if no status is one', answers: [share('200', 99), share('503', 1)], expected: 0 },
    { name: 'are none if all have one other status', answers: [share('200', 100)], expected: 0 },
    { name: 'are all if all have one such status', answers: [share('400', 100)], expected: 100 },
    { name: 'do not count spans without a status', answers: [share('', 40), share('404', 60)], expected: 60 },
    { name: 'are unknown without a request', answers: [], expected: undefined },
  ])('$name', async ({ answers, expected }) => {
    expect(await dial(answers)).toBe(expected);
  });
});
