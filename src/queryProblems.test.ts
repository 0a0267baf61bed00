import type { DataQuery } from '@grafana/schema';
import contract from '../tests/contract/queries.json';
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
    query: { tags: [{ key: 'a', operator: '>' }] },
    field: 'tags',
    sentence: '">" is not known here; use one of =, !=.',
  },
  { name: 'tag of null', query: { tags: [null] }, field: 'tags', sentence: 'A tag needs a key' },
])('names what is wrong beside its field: $name', ({ query, field, sentence }) => {
  expect(problems({ refId: 'A', queryType: 'search', ...query })).toEqual({
    [field]: expect.stringContaining(sentence),
  });
});

test('each field at fault has its own sentence', () => {
  const query = { refId: 'A', queryType: 'search', minDuration: 'x', maxTraceDuration: '0', limit: 0 };
  expect(Object.keys(problems(query))).toEqual(['minDuration', 'maxTraceDuration', 'limit']);
});
