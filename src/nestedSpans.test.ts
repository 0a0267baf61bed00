import {
  applyFieldOverrides,
  createTheme,
  dataFrameFromJSON,
  FieldType,
  type DataFrame,
  type DataFrameJSON,
  type DataQueryRequest,
} from '@grafana/data';
import { readFileSync } from 'fs';
import { join } from 'path';
import { nestSpans } from './nestedSpans';

/** What the backend sends, as Go's golden file has it. */
function golden(name: string): DataFrame {
  const text = readFileSync(join(__dirname, `../pkg/frames/testdata/${name}.golden.jsonc`), 'utf8');
  const { frames } = JSON.parse(text.replace(/^\/\/.*$/gm, '')) as { frames: DataFrameJSON[] };
  return dataFrameFromJSON(frames[0]!);
}

function ask(data: DataFrame[], requestId = 'explore_left'): DataFrame[] {
  return nestSpans({ data }, { requestId } as DataQueryRequest).data;
}

const nestedOf = (frame: DataFrame) => frame.fields.find((field) => field.type === FieldType.nestedFrames);

test('the spans are tables below the rows, and the rest of the table stays', () => {
  const sent = golden('search_nested');
  const frame = ask([sent])[0]!;
  expect(frame.fields.slice(0, -1)).toStrictEqual(sent.fields);
  expect(frame.meta).toMatchObject({ preferredVisualisationType: 'table', uniqueRowIdFields: [0], custom: {} });
  expect(frame.meta?.custom).not.toHaveProperty('nestedFrames');
  const [first = [], second] = nestedOf(frame)!.values as DataFrame[][];
  expect(second).toStrictEqual([]);
  expect(first).toHaveLength(1);
  expect(first[0]).toMatchObject({ length: 2 });
  expect(first[0]?.fields.map(({ name, values }) => [name, values[0]])).toStrictEqual([
    ['traceID', '4bf92f3577b34da6a3ce929d0e0e4736'],
    ['Span ID', '000000000000beef'],
    ['Start time', 1772366400123],
    ['Service', 'cart'],
    ['Operation', 'Load'],
    ['Kind', 'server'],
    ['Status', 'error'],
    ['Duration', 1],
    ['tag.http.method', 'GET'],
  ]);
});

test('Grafana gives the spans their links: to the trace, at the span', () => {
  const [frame] = applyFieldOverrides({
    data: ask([golden('search_nested')]),
    fieldConfig: { defaults: {}, overrides: [] },
    theme: createTheme(),
    // Grafana's own finds columns by their names in the frame of the row, see dataMacros.ts.
    replaceVariables: (text, vars) => {
      const context = vars?.__dataContext?.value as { frame: DataFrame; rowIndex: number };
      const cell = (name: string) =>
        String(context.frame.fields.find((field) => field.name === name)?.values[context.rowIndex]);
      return text.replace('${__data.fields["traceID"]}', cell('traceID')).replace('${__value.raw}', cell('Span ID'));
    },
  });
  const [spans] = nestedOf(frame!)!.values[0] as DataFrame[];
  const links = spans!.fields[1]!.getLinks!({ valueRowIndex: 1 });
  expect(links).toHaveLength(1);
  expect(decodeURIComponent(links[0]!.href)).toContain(
    '"query":"4bf92f3577b34da6a3ce929d0e0e4736","queryType":"traceId"',
  );
  expect(decodeURIComponent(links[0]!.href)).toContain('"panelsState":{"trace":{"spanId":"0000000000000002"}}');
});

test.each([
  ['no table has spans', ['search_rows'], 'explore_left', []],
  ['all have', ['search_nested', 'search_nested'], 'explore_left', [0, 1]],
  ['the other has no rows', ['search_nested', 'search_empty'], 'explore_left', [0]],
  ['the other has rows and no spans', ['search_nested', 'search_rows'], 'explore_left', []],
  ['the other is a list of spans', ['spans_rows', 'search_nested'], 'Q100', []],
  ['other data sources are asked', ['search_nested'], 'mixed-0-explore_left', []],
])('tables that may be merged have all such a column or none: %s', (_, names, requestId, nested) => {
  const sent = names.map(golden);
  const frames = ask(sent, requestId);
  expect(frames.flatMap((frame, i) => (nestedOf(frame) === undefined ? [] : [i]))).toStrictEqual(nested);
  frames.forEach((frame, i) => nested.includes(i as never) || expect(frame).toBe(sent[i]));
});

test('an answer with an error, and one of which the spans do not fit the rows, stay as they are', () => {
  const failed = { data: [], error: { message: 'no' } };
  expect(nestSpans(failed, { requestId: 'Q1' } as DataQueryRequest)).toBe(failed);
  const odd = golden('search_nested');
  odd.length = 3;
  expect(ask([odd])).toStrictEqual([odd]);
});
