import { dateTime, toDataFrame, type DataQueryRequest, type DataQueryResponse, type ScopedVars } from '@grafana/data';
import { setTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { lastValueFrom, of } from 'rxjs';
import type { DataSource } from './datasource';
import type { Names } from './resources';
import type { Query, VariableQuery } from './types';
import { Variables } from './variables';

interface Asked {
  path: string;
  params: Record<string, string | number>;
}

let asked: Asked[];
let searched: Array<DataQueryRequest<Query>>;

/** Variables of the dashboard; a list has several values, and nothing stands for all. */
const variables: Record<string, string | string[]> = {
  service: 'reviews',
  several: ['b', 'a'],
  all: '$__all',
  tag: 'k',
};

beforeEach(() => {
  asked = [];
  searched = [];
  setTemplateSrv({
    getVariables: () => Object.entries(variables).map(([name, value]) => ({ name, current: { value } })),
    replace: (
      text: string,
      scopedVars: ScopedVars = {},
      format: (value: unknown, variable: object) => string = String,
    ) =>
      text.replace(/\$(\w+)/g, (whole, name: string) => {
        const value: unknown = scopedVars[name]?.value ?? variables[name] ?? whole;
        return format(value === '$__all' ? ['x', 'y'] : value, { name });
      }),
  } as unknown as TemplateSrv);
});

function list(
  query: Partial<VariableQuery> | string,
  answer: (asked: Asked) => Promise<Partial<Names>> = () => Promise.resolve({ values: ['n'] }),
  response: DataQueryResponse = { data: [] },
  scopedVars: ScopedVars = {},
): Promise<DataQueryResponse> {
  const source = {
    getResource: (path: string, params: Asked['params']) => {
      asked.push({ path, params });
      return answer({ path, params }).then((names) => ({ more: false, notices: [], ...names }));
    },
    query: (request: DataQueryRequest<Query>) => {
      searched.push(request);
      return of(response);
    },
  } as unknown as DataSource;
  const range = { from: dateTime(1000), to: dateTime(2000), raw: { from: 'now-1s', to: 'now' } };
  const request = { range, scopedVars, targets: [query] } as DataQueryRequest<VariableQuery>;
  return lastValueFrom(new Variables(source).query(request));
}

const always = { from: 1000, to: 2000, prefix: '', limit: 1000 };

test.each<{ query: Partial<VariableQuery> | string; path: string; params: object }>([
  { query: '', path: 'services', params: {} },
  { query: { kind: 'services', prefix: 'a' }, path: 'services', params: { prefix: 'a' } },
  { query: { kind: 'services', service: 'left over' }, path: 'services', params: {} },
  { query: { kind: 'operations' }, path: 'operations', params: { service: '' } },
  { query: { kind: 'operations', service: '$service' }, path: 'operations', params: { service: 'reviews' } },
  { query: { kind: 'operations', service: '$all' }, path: 'operations', params: { service: '' } },
  { query: { kind: 'operations', prefix: '$__searchFilter' }, path: 'operations', params: { service: '' } },
  { query: { kind: 'tagKeys' }, path: 'tagKeys', params: {} },
  {
    query: { kind: 'tagValues', tag: '$tag', service: '$service' },
    path: 'tagValues',
    params: { tag: 'k', service: 'reviews' },
  },
])('$query asks for $path with $params', async ({ query, path, params }) => {
  await expect(list(query)).resolves.toEqual({ data: [{ text: 'n', value: 'n' }] });
  expect(asked).toEqual([{ path, params: { ...always, ...params } }]);
});

test('what somebody types in the list is what names begin with', async () => {
  const scopedVars = { __searchFilter: { text: 'GET', value: 'GET' } };
  await list({ kind: 'operations', prefix: '/$__searchFilter' }, undefined, undefined, scopedVars);
  expect(asked[0]?.params).toMatchObject({ prefix: '/GET' });
});

test('a service with several values stands for each, and names that they share are listed once', async () => {
  const answer = ({ params }: Asked) => Promise.resolve({ values: ['shared', `of ${params['service']}`] });
  const { data } = await list({ kind: 'operations', service: '$several' }, answer);
  expect(data.map(({ value }: { value: string }) => value)).toEqual(['of a', 'of b', 'shared']);
  expect(asked.map(({ params }) => params['service'])).toEqual(['b', 'a']);
});

test('more services than are asked for one by one stand for all', async () => {
  variables['many'] = Array.from({ length: 21 }, (_, index) => `s${index}`);
  await list({ kind: 'tagValues', tag: 'k', service: '$many' });
  expect(asked.map(({ params }) => params['service'])).toEqual(['']);
});

test('without a tag there are no values', async () => {
  await expect(list({ kind: 'tagValues', service: 'a' })).resolves.toEqual({ data: [] });
  expect(asked).toEqual([]);
});

test.each([
  { thrown: { data: { error: 'Log Service is busy: try again.' } }, sentence: 'Log Service is busy: try again.' },
  { thrown: {}, sentence: 'The names could not be asked for.' },
])('an error is a sentence: $sentence', async ({ thrown, sentence }) => {
  await expect(list({ kind: 'services' }, () => Promise.reject(thrown))).rejects.toThrow(new Error(sentence));
});

describe('trace IDs', () => {
  const query: Partial<VariableQuery> = {
    kind: 'traceIds',
    query: { refId: 'x', queryType: 'search', service: '$service', limit: 3, asAnnotations: true },
  };

  test('are those that a search finds, shown by their roots', async () => {
    const frame = toDataFrame({
      fields: [
        { name: 'traceID', values: ['abc', 'def'] },
        { name: 'rootService', values: ['web', 'api'] },
        { name: 'rootOperation', values: ['GET /', 'poll'] },
      ],
    });
    await expect(list(query, undefined, { data: [frame] })).resolves.toEqual({
      data: [
        { text: 'web: GET / (abc)', value: 'abc' },
        { text: 'api: poll (def)', value: 'def' },
      ],
    });
    expect(searched.map(({ targets }) => targets)).toEqual([
      [{ refId: 'variable', queryType: 'search', service: '$service', limit: 3, spansPerTrace: 0 }],
    ]);
  });

  test('are none when nothing is found', async () => {
    await expect(list(query)).resolves.toEqual({ data: [] });
  });

  test('fail with the sentence of the search', async () => {
    const response = { data: [], errors: [{ message: 'minDuration is "soon": enter a duration.' }] };
    await expect(list(query, undefined, response)).rejects.toThrow('minDuration is "soon": enter a duration.');
  });
});
