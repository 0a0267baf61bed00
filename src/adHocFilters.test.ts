import type { AdHocVariableFilter } from '@grafana/data';
import { withAdHocFilters } from './adHocFilters';
import type { Query } from './types';

const search: Query = { refId: 'A', queryType: 'search', limit: 20 };
const filter = (key: string, operator: string, value: string, values?: string[]): AdHocVariableFilter => ({
  key,
  operator,
  value,
  ...(values && { values }),
});

test.each([
  {
    name: 'a tag',
    filters: [filter('http.method', '=', 'GET')],
    tags: [{ key: 'http.method', operator: '=', value: 'GET' }],
  },
  {
    name: 'a tag that is named like a property',
    filters: [filter('tag:kind', '!=', 'x')],
    tags: [{ key: 'kind', operator: '!=', value: 'x' }],
  },
  {
    name: 'a pattern',
    filters: [filter('service', '=~', 'r.*')],
    tags: [{ on: 'service', operator: '=~', value: 'r.*' }],
  },
  {
    name: 'another kind',
    filters: [filter('kind', '!=', 'server')],
    tags: [{ on: 'kind', operator: '!=', value: 'server' }],
  },
  {
    name: 'a number',
    filters: [filter('http.status_code', '>', '499')],
    tags: [{ key: 'http.status_code', operator: '>', value: '499' }],
  },
  {
    name: 'one of several',
    filters: [filter('operation', '=|', 'a', ['a', 'b'])],
    tags: [{ on: 'operation', operator: '=', values: ['a', 'b'] }],
  },
  { name: 'none of one', filters: [filter('k', '!=|', 'a', ['a'])], tags: [{ key: 'k', operator: '!=', value: 'a' }] },
  { name: 'one that is not filled in', filters: [filter('', '=', '')], tags: undefined },
])('a filter on $name becomes a condition', ({ filters, tags }) => {
  const expected = { ...search, ...(tags && { tags }) };
  expect(withAdHocFilters(search, filters)).toStrictEqual(expected);
});

test('a property that the query leaves open is filled in, and another value is another condition', () => {
  const filters = [filter('service', '=', 'a'), filter('status', '=', 'error'), filter('service', '=', 'b')];
  expect(withAdHocFilters({ ...search, service: '' }, filters)).toStrictEqual({
    ...search,
    service: 'a',
    status: 'error',
    tags: [{ on: 'service', operator: '=', value: 'b' }],
  });
});

test('conditions of the query stay', () => {
  const tags = [{ key: 'k', operator: '=' as const, value: 'v' }];
  const metrics = { refId: 'A', queryType: 'metrics', service: 'a', tags } as Query;
  expect(withAdHocFilters(metrics, [filter('l', '=', 'w')])).toStrictEqual({
    ...metrics,
    tags: [...tags, { key: 'l', operator: '=', value: 'w' }],
  });
});

test('a graph of services takes a service alone', () => {
  const graph: Query = { refId: 'A', queryType: 'serviceGraph' };
  const filters = [filter('http.method', '=', 'GET'), filter('service', '!=', 'b'), filter('service', '=', 'a')];
  expect(withAdHocFilters(graph, filters)).toStrictEqual({ ...graph, service: 'a' });
  expect(withAdHocFilters({ ...graph, service: 'c' }, filters)).toStrictEqual({ ...graph, service: 'c' });
});

test.each<Query>([
  { refId: 'A', queryType: 'traceId', query: 'abc' },
  { refId: 'A', queryType: 'compare', query: 'abc', other: 'def' },
])('a trace is what its ID says: $queryType', (query) => {
  expect(withAdHocFilters(query, [filter('service', '=', 'a')])).toBe(query);
});

test('without filters nothing changes', () => {
  expect(withAdHocFilters(search)).toStrictEqual(search);
});
