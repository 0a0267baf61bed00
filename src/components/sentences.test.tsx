import { screen } from '@testing-library/react';
import { setVariables, showEditor, showQueryEditor } from '../../tests/editors';
import { VariableEditor } from './VariableEditor';
import { AnnotationEditor } from './AnnotationEditor';
import type { Query, VariableQuery } from '../types';

beforeEach(() => setVariables({}));

const note = () => screen.getByRole('note').textContent;
const id = '4bf92f3577b34da6';

test('every form tells in a line what it will ask', () => {
  const { replace } = showQueryEditor({ queryType: 'search' } as Query);
  const forms: Array<[object, string]> = [
    [{ queryType: 'search', limit: 7 }, 'Finds up to 7 traces, the newest first.'],
    [
      {
        queryType: 'search',
        service: 'reviews',
        status: 'error',
        entrySpansOnly: true,
        tags: [{ key: 'version', operator: '=', values: ['v2', 'v3'] }],
        minDuration: '1s',
        maxDuration: '2s',
        minTraceDuration: '5s',
        sort: 'longest',
      },
      'Finds up to 20 traces with a span where service = reviews and status = error and it is a root span ' +
        'and version = any of v2, v3 and span duration between 1s and 2s and trace duration ≥ 5s, the longest first.',
    ],
    [{ queryType: 'search', result: 'spans', sort: 'oldest' }, 'Finds up to 20 spans, the oldest first.'],
    [
      { queryType: 'search', result: 'spans', operation: '$op', startedAfter: '1', startedWithin: '1m' },
      'Finds up to 20 spans where operation = $op and the begin is in the 1m that a link chose, the newest first.',
    ],
    [{ queryType: 'search', sort: 'mostSpans' }, 'Finds up to 20 traces, those with most spans first.'],
    [{ queryType: 'search', sort: 'mostErrors' }, 'Finds up to 20 traces, those with most errors first.'],
    [{ queryType: 'metrics', measure: 'rate', over: 'spans' }, 'rate of all spans'],
    [{ query: '' }, 'Shows one trace: enter its ID.'],
    [{ query: id }, `Shows trace ${id} with all its spans.`],
    [{ query: id, view: 'flameGraph' }, `Shows where the time of trace ${id} went, call by call.`],
    [{ query: id, view: 'statistics' }, `Sums up trace ${id} by operation.`],
    [{ query: id, view: 'events' }, `Lists the events of trace ${id}.`],
    [{ queryType: 'serviceGraph' }, 'Draws the calls between all services, with their average latency.'],
    [
      { queryType: 'serviceGraph', service: 'web', hops: 1, quantile: 0.95 },
      'Draws the calls to and from web, with their p95 latency.',
    ],
    [
      { queryType: 'serviceGraph', service: 'web', hops: 2 },
      'Draws the calls between services up to 2 calls away from web, with their average latency.',
    ],
    [{ queryType: 'compare', query: id }, 'Sets trace B against trace A: enter both IDs.'],
    [{ queryType: 'compare', query: id, other: '7' }, `Sets trace 7 against trace ${id}, operation by operation.`],
    [{ queryType: 'upload' }, 'Shows the traces of a file: choose one.'],
  ];
  for (const [query, sentence] of forms) {
    replace({ refId: 'A', ...query } as Query);
    expect(note()).toBe(sentence);
  }
});

test('a file tells what it shows', () => {
  const { replace } = showQueryEditor({ queryType: 'upload', upload: 'q83v' } as Query);
  expect(note()).toBe('Lists the traces of the file, or shows the only one.');
  replace({ refId: 'A', queryType: 'upload', upload: 'q83v', query: id, view: 'events' });
  expect(note()).toBe(`From the file: Lists the events of trace ${id}.`);
});

test.each([
  [
    { status: 'error', limit: 100 },
    'Marks up to 100 traces in graphs, with a span where status = error, the newest first.',
  ],
  [{}, 'Marks up to 20 traces in graphs, the newest first.'],
])('an annotation tells what it marks: %j', (query, sentence) => {
  showEditor(AnnotationEditor as never, { refId: 'Anno', queryType: 'search', ...query });
  expect(note()).toBe(sentence);
});

test.each<[Partial<VariableQuery>, string]>([
  [
    { kind: 'operations', service: '$service', prefix: 'GET' },
    'Lists the names of the spans of $service in the time range. Only those that begin with GET.',
  ],
  [
    { kind: 'tagValues', tag: 'version', service: 'web' },
    'Lists the values of version on spans of web in the time range.',
  ],
])('a variable tells what it lists: %j', (query, sentence) => {
  showEditor(VariableEditor as never, { refId: 'v', ...query } as VariableQuery);
  expect(note()).toBe(sentence);
});
