import type { DataQuery } from '@grafana/schema';
import contract from '../tests/contract/queries.json';
import type { StoredQuery } from './query';
import { patternFault } from './pattern';
import { problem, problems } from './queryProblems';

interface Example {
  name: string;
  input: unknown;
  error?: boolean;
}

const examples: Example[] = contract;
const valid = examples.filter(({ error }) => !error);
const invalid = examples.filter(({ error }) => error);

test('the contract has queries that the backend refuses', () => {
  expect(invalid.length).toBeGreaterThan(0);
});

test.each(valid)('nothing is wrong with $name', ({ input }) => {
  expect(problems({ refId: 'A', ...(input as object) })).toEqual({});
});

test.each(invalid)('something is wrong with $name', ({ input }) => {
  expect(problem(input as DataQuery)).toMatch(/^[A-Z"].+\.$/);
});

test.each([
  { name: 'duration', query: { minDuration: '5<' }, field: 'minDuration', sentence: '"5<" is no duration; write' },
  {
    name: 'bounds',
    query: { minDuration: '2s', maxDuration: '1s' },
    field: 'maxDuration',
    sentence: 'Nothing takes 2s or longer and also 1s or shorter.',
  },
  { name: 'limit', query: { limit: 1501 }, field: 'limit', sentence: 'from 1 to 1500' },
  { name: 'span kind', query: { spanKind: '"SERVER"' }, field: 'spanKind', sentence: '""SERVER"" is not known' },
  { name: 'tag', query: { tags: [{ key: '' }] }, field: 'tags', sentence: 'A tag needs a key' },
  {
    name: 'operator',
    query: { tags: [{ key: 'a', operator: '~' }] },
    field: 'tags',
    sentence: '"~" is not known here; use one of =, !=, =~, !~, >, >=, <, <=, exists, missing.',
  },
  {
    name: 'operator of a status',
    query: { tags: [{ on: 'status', operator: 'exists' }] },
    field: 'tags',
    sentence: '"exists" is not known here; use one of =, !=, =~, !~.',
  },
  {
    name: 'pattern',
    query: { anyOf: [[{ key: 'a', operator: '=~', values: ['b', '<(c'] }]] },
    field: 'anyOf',
    sentence: '"<(c" is no pattern that can be used: look at (.',
  },
  {
    name: 'number',
    query: { tags: [{ key: '<a>', operator: '>', value: '5ms' }] },
    field: 'tags',
    sentence: 'Write one number to compare <a> with',
  },
  { name: 'raw search', query: { rawSearch: 'a\tb' }, field: 'rawSearch', sentence: 'must be one line' },
  { name: 'tag of null', query: { tags: [null] }, field: 'tags', sentence: 'A tag needs a key' },
])('names what is wrong beside its field: $name', ({ query, field, sentence }) => {
  expect(problems({ refId: 'A', queryType: 'search', ...query })).toEqual({
    [field]: expect.stringContaining(sentence),
  });
});

test.each([
  { name: 'quantile', query: { quantiles: [1.5] }, field: 'quantiles', sentence: 'p150 does not' },
  { name: 'quantile twice', query: { quantiles: [0.57, 0.57] }, field: 'quantiles', sentence: 'p57 comes twice' },
  {
    name: 'too many quantiles',
    query: { quantiles: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99] },
    field: 'quantiles',
    sentence: 'These are 11 percentiles; choose 10',
  },
  { name: 'group twice', query: { groupBy: ['a&b', 'a&b'] }, field: 'groupBy', sentence: '"a&b" comes twice' },
  { name: 'groups of numbers', query: { groupBy: [1] }, field: 'groupBy', sentence: 'list of texts' },
  { name: 'a group that is no list', query: { groupBy: 'service' }, field: 'groupBy', sentence: 'list of texts' },
  { name: 'step', query: { step: '1.0001s' }, field: 'step', sentence: 'whole milliseconds' },
  { name: 'step in words', query: { step: '"soon"' }, field: 'step', sentence: '""soon"" is no duration' },
  { name: 'comparison', query: { compareWith: '1500ms' }, field: 'compareWith', sentence: 'whole seconds ago' },
  { name: 'legend', query: { legend: 7 }, field: 'legend', sentence: 'The field legend must be text.' },
  { name: 'instant', query: { instant: 'yes' }, field: 'instant', sentence: 'must be true or false' },
  { name: 'exemplars', query: { exemplars: 'no' }, field: 'exemplars', sentence: 'must be true or false' },
  { name: 'filter', query: { minDuration: 'x' }, field: 'minDuration', sentence: '"x" is no duration' },
])('names what is wrong with metrics beside its field: $name', ({ query, field, sentence }) => {
  const metrics: StoredQuery = { refId: 'A', queryType: 'metrics', measure: 'quantiles', ...query };
  expect(problems(metrics as DataQuery)).toEqual({
    [field]: expect.stringContaining(sentence),
  });
});

test.each(['1.1s', '1d12h', '1w', '1001ms', '0.1d'])('a step may be %s', (step) => {
  expect(problems({ refId: 'A', queryType: 'metrics', step } as DataQuery)).toEqual({});
});

test.each([
  { name: 'a moment in words', query: { startedAfter: '<noon>', startedWithin: '1m' }, field: 'startedAfter' },
  { name: 'a moment that is a number', query: { startedAfter: 5, startedWithin: '1m' }, field: 'startedAfter' },
  { name: 'a length in words', query: { startedAfter: '5', startedWithin: '<long>' }, field: 'startedWithin' },
  { name: 'a length that is a number', query: { startedAfter: '5', startedWithin: 7 }, field: 'startedWithin' },
])('names what is wrong with a stretch of time: $name', ({ query, field }) => {
  expect(Object.keys(problems({ refId: 'A', queryType: 'search', ...query } as DataQuery))).toEqual([field]);
});

test.each([
  {
    name: 'a view',
    query: { query: 'abc', view: '<spans>' },
    sentence: '"<spans>" is not known here; use one of trace',
  },
  { name: 'a view that is a number', query: { query: 'abc', view: 1 }, sentence: '"1" is not known' },
])('names what is wrong with a trace: $name', ({ query, sentence }) => {
  expect(problems({ refId: 'A', ...query } as DataQuery)).toEqual({ view: expect.stringContaining(sentence) });
});

test('names what is wrong with either of two traces', () => {
  const query = { refId: 'A', queryType: 'compare', query: 1, other: 2 };
  expect(problems(query)).toEqual({
    query: 'The field query must be text.',
    other: 'The field other must be text.',
  });
});

test('each field at fault has its own sentence', () => {
  const query = { refId: 'A', queryType: 'search', minDuration: 'x', maxTraceDuration: '0', limit: 0 };
  expect(Object.keys(problems(query))).toEqual(['minDuration', 'maxTraceDuration', 'limit']);
});

test.each([
  { name: 'hops', query: { service: 'a', hops: 11 }, field: 'hops', sentence: '1 to 10 calls away' },
  { name: 'hops of text', query: { service: 'a', hops: '2' }, field: 'hops', sentence: 'write a whole number' },
  { name: 'quantile', query: { quantile: 1 }, field: 'quantile', sentence: 'between p0 and p100' },
  { name: 'service', query: { service: 7 }, field: 'service', sentence: 'The field service must be text.' },
])('names what is wrong with a graph beside its field: $name', ({ query, field, sentence }) => {
  const graph: StoredQuery = { refId: 'A', queryType: 'serviceGraph', ...query };
  expect(problems(graph as DataQuery)).toEqual({ [field]: expect.stringContaining(sentence) });
});

test.each([
  'a*b+c?d{2,3}',
  'a*?b+?c??',
  '(a|b)*',
  '(?:a)+',
  '(?i)a',
  '(?i-s:a)*',
  '(?P<name>a)',
  '(?<name>a)',
  '[]a]',
  '[^]a]+',
  '[a(*+?]',
  '[[:alpha:]_]*',
  '[\\]]',
  '\\(\\)\\[\\*',
  '\\pL\\p{Greek}',
  '\\Q(*[\\E*',
  '\\Q(*',
  'a||b',
  '',
  '^a$',
  '支付.*🍩',
])('the pattern %s has no fault', (pattern) => {
  expect(patternFault(pattern)).toBeUndefined();
});

test.each(['a**', '(*)', '|*', '^(', ')', '[a', '[]', '[^]', '\\', '(a)\\1', '(?!a)', '(?<!a)', '(?>a)', 'a++'])(
  'the pattern %s has a fault',
  (pattern) => {
    expect(patternFault(pattern)).toBeDefined();
  },
);
