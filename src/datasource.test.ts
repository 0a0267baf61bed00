import {
  CoreApp,
  dateTime,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type ScopedVars,
} from '@grafana/data';
import {
  setBackendSrv,
  setTemplateSrv,
  type BackendSrv,
  type BackendSrvRequest,
  type TemplateSrv,
} from '@grafana/runtime';
import { lastValueFrom, of } from 'rxjs';
import { annotations } from './annotations';
import { DataSource } from './datasource';
import { normalise } from './query';
import { operations, services, statement, tagKeys, tagValues } from './resources';
import type { MetricsQuery, Query, Settings } from './types';

const instanceSettings = {
  id: 1,
  uid: 'spans',
  type: 'logservice-jaeger-datasource',
  name: 'Spans',
  jsonData: {},
} as DataSourceInstanceSettings<Settings>;

test.each([undefined, 'logService', 'jaegerQuery'] as const)(
  'forms are told how the traces are reached: %s',
  (access) => {
    expect(new DataSource({ ...instanceSettings, jsonData: { access } }).access).toBe(access);
  },
);

let requests: BackendSrvRequest[];

beforeEach(() => {
  requests = [];
  setBackendSrv({
    fetch: (request: BackendSrvRequest) => {
      requests.push(request);
      const data =
        request.method === 'POST' ? { results: { A: { frames: [] } } } : { values: ['reviews'], more: false };
      return of({ data });
    },
  } as unknown as BackendSrv);
  setTemplateSrv({
    getVariables: () => [],
    replace: (text: string, scopedVars?: ScopedVars) =>
      text.replace(/\$(\w+)/g, (variable, name: string) =>
        name === 'empty' ? '' : String(scopedVars?.[name]?.value ?? variable),
      ),
  } as unknown as TemplateSrv);
});

function run(targets: Query[], scopedVars: ScopedVars = {}, app = CoreApp.Explore): Promise<DataQueryResponse> {
  const range = { from: dateTime(1000), to: dateTime(2000), raw: { from: 'now-1s', to: 'now' } };
  const request = { app, requestId: 'r', range, targets, scopedVars } as DataQueryRequest<Query>;
  return lastValueFrom(new DataSource(instanceSettings).query(request));
}

test('spans that the backend nests under traces are tables below the rows', async () => {
  const field = (name: string, value: string) => ({
    schema: { fields: [{ name, type: 'string' }] },
    data: { values: [[value]] },
  });
  const traces = field('traceID', 'abc');
  const frame = {
    ...traces,
    schema: { ...traces.schema, meta: { custom: { nestedFrames: [[field('Span ID', 'def')]] } } },
  };
  setBackendSrv({ fetch: () => of({ data: { results: { A: { frames: [frame] } } } }) } as unknown as BackendSrv);
  const { data } = await run([{ refId: 'A', queryType: 'search', limit: 20 }]);
  expect(data).toMatchObject([
    {
      fields: [
        { name: 'traceID', values: ['abc'] },
        { type: 'nestedFrames', values: [[{ fields: [{ values: ['def'] }] }]] },
      ],
    },
  ]);
});

test('the constructor takes exactly one parameter', () => {
  expect(DataSource).toHaveLength(1);
});

test('a new query asks for the newest traces', () => {
  const source = new DataSource(instanceSettings);
  const query = { refId: 'A', ...source.getDefaultQuery(CoreApp.Explore) } as Query;
  expect(query).toStrictEqual({ refId: 'A', queryType: 'search', limit: 20 });
  expect(source.filterQuery(query)).toBe(true);
});

test.each([CoreApp.UnifiedAlerting, CoreApp.CloudAlerting])('a new alert rule asks for figures: %s', (app) => {
  const query = { refId: 'A', ...new DataSource(instanceSettings).getDefaultQuery(app) } as Query;
  expect(query).toMatchObject({ queryType: 'metrics', measure: 'quantiles', over: 'serverSpans', instant: true });
  expect(normalise(query)).toStrictEqual(query);
});

test('a link without a query type asks for the trace of its ID, and an empty ID is not run', () => {
  const source = new DataSource(instanceSettings);
  expect(source.filterQuery({ refId: 'A', query: '4bf92f3577b34da6' } as Query)).toBe(true);
  expect(source.filterQuery({ refId: 'A', queryType: 'traceId', query: ' ' })).toBe(false);
});

/**
 * What Grafana 11 makes its own links of, for any data source that it doesn't know: loki/getDerivedFields.ts,
 * prometheus/result_transformer.ts, and TraceView.tsx, whose link to a span puts the trace's ID into the query that the
 * trace was opened with. Links go through an address, so that what is undefined is lost.
 */
const id = 'c0ffee0db0071ed0503e11a0f5e2d7b4';
const derivedField = { query: id, queryType: undefined };
const exemplar = { query: id, queryType: 'traceql' };
const searchResult = { query: id, queryType: 'traceId' };
const toSpan = (query: object) => ({ refId: 'B', key: 'Q-1', ...query, query: id });
test.each([
  { name: 'a derived field of Loki', link: derivedField },
  { name: 'an exemplar of Prometheus', link: exemplar },
  { name: 'a row of a search', link: searchResult },
  { name: 'a span of a trace from Loki', link: toSpan(derivedField) },
  { name: 'a span of a trace from Prometheus', link: toSpan(exemplar) },
  { name: 'a span of a trace from a search', link: toSpan(searchResult) },
])('the link of $name opens the trace', async ({ link }) => {
  const opened = { refId: 'A', ...JSON.parse(JSON.stringify(link)) } as Query;
  expect(new DataSource(instanceSettings).filterQuery(opened)).toBe(true);
  await run([opened]);
  expect(requests[0]?.data).toMatchObject({ queries: [{ refId: opened.refId, queryType: 'traceId', query: id }] });
});

test('a trace ID from a variable is run unless the variable is empty', () => {
  const source = new DataSource(instanceSettings);
  expect(source.filterQuery({ refId: 'A', queryType: 'traceId', query: '$trace' })).toBe(true);
  expect(source.filterQuery({ refId: 'A', queryType: 'traceId', query: '$empty' })).toBe(false);
  expect(source.filterQuery({ refId: 'A', queryType: 'search', service: '$empty', limit: 20 })).toBe(true);
  expect(source.filterQuery({ refId: 'A', queryType: 'compare', query: '$trace', other: '$trace' })).toBe(true);
  expect(source.filterQuery({ refId: 'A', queryType: 'compare', query: '$trace', other: '$empty' })).toBe(false);
  expect(source.filterQuery({ refId: 'A', queryType: 'compare', query: '$empty', other: '$trace' })).toBe(false);
});

test('all queries of a panel go to the backend in one request, in full form and with variables filled in', async () => {
  await run(
    [
      { refId: 'A', query: ' $trace ' } as Query,
      { refId: 'B', queryType: 'search', tags: [{ key: '$key', operator: '=', value: '$trace' }], limit: 5 },
    ],
    { trace: { text: '', value: '4bf92f3577b34da6' }, key: { text: '', value: 'x' } },
  );
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ method: 'POST', url: expect.stringContaining('/api/ds/query') });
  expect(requests[0]?.data).toMatchObject({
    from: '1000',
    to: '2000',
    queries: [
      { refId: 'A', queryType: 'traceId', query: '4bf92f3577b34da6', datasource: { uid: 'spans' } },
      { refId: 'B', queryType: 'search', tags: [{ key: 'x', operator: '=', value: '4bf92f3577b34da6' }], limit: 5 },
    ],
  });
});

describe('exemplars', () => {
  const metrics: MetricsQuery = {
    refId: 'A',
    queryType: 'metrics',
    measure: 'average',
    over: 'spans',
    topBy: 'count',
    seriesLimit: 20,
  };
  const sent = () => (requests[0]?.data as { queries: Array<{ exemplars?: boolean }> }).queries;

  test('are asked for by panels and Explore, unless they were switched off', async () => {
    const targets: Query[] = [
      metrics,
      { ...metrics, refId: 'B', exemplars: false },
      { refId: 'C', queryType: 'search', limit: 5 },
    ];
    const before = JSON.stringify(targets);
    await run(targets, {}, CoreApp.Dashboard);
    expect(sent().map(({ exemplars }) => exemplars)).toEqual([true, false, undefined]);
    expect(JSON.stringify(targets)).toBe(before);
  });

  test.each([CoreApp.UnifiedAlerting, CoreApp.CloudAlerting])('are not asked for by alert rules: %s', async (app) => {
    await run([metrics], {}, app);
    expect(sent().map(({ exemplars }) => exemplars)).toEqual([undefined]);
  });
});

describe('the statement of a query', () => {
  const query = { queryType: 'metrics', service: 'reviews' };

  test('is asked for with the query and the time as parameters', async () => {
    const source = new DataSource(instanceSettings);
    await statement(source, { query, from: 1000, to: 2000, interval: 15_000 });
    expect(requests).toMatchObject([{ method: 'GET', url: '/api/datasources/uid/spans/resources/statement' }]);
    expect(requests[0]?.params).toEqual({ query: JSON.stringify(query), from: 1000, to: 2000, interval: 15_000 });
  });

  test('is asked for without what is not known', async () => {
    await statement(new DataSource(instanceSettings), { query });
    expect(requests[0]?.params).toEqual({ query: JSON.stringify(query) });
  });
});

describe('completion', () => {
  const range = { from: 1000, to: 2000 };
  test.each([
    {
      name: 'services',
      call: (source: DataSource) => services(source, { ...range, prefix: 're' }),
      path: 'services',
      params: { ...range, prefix: 're' },
    },
    {
      name: 'operations, whose service may hold a slash',
      call: (source: DataSource) => operations(source, range, 'shop/reviews'),
      path: 'operations',
      params: { ...range, service: 'shop/reviews' },
    },
    {
      name: 'tag keys',
      call: (source: DataSource) => tagKeys(source, range),
      path: 'tagKeys',
      params: range,
    },
    {
      name: 'tag values',
      call: (source: DataSource) => tagValues(source, range, 'http.status_code', ''),
      path: 'tagValues',
      params: { ...range, tag: 'http.status_code', service: '' },
    },
  ])('asks for $name', async ({ call, path, params }) => {
    await expect(call(new DataSource(instanceSettings))).resolves.toEqual({ values: ['reviews'], more: false });
    expect(requests).toMatchObject([{ method: 'GET', url: `/api/datasources/uid/spans/resources/${path}`, params }]);
  });
});

describe('filters at the top of a dashboard', () => {
  const filters = [{ key: 'service', operator: '=', value: 'reviews' }];
  const range = { from: dateTime(1000), to: dateTime(2000), raw: { from: 'now-1s', to: 'now' } };

  test('are conditions of every query that has any', () => {
    const source = new DataSource(instanceSettings);
    const search: Query = { refId: 'A', queryType: 'search', limit: 5 };
    expect(source.applyTemplateVariables(search, {}, filters)).toEqual({ ...search, service: 'reviews' });
    const trace: Query = { refId: 'A', queryType: 'traceId', query: 'abc' };
    expect(source.applyTemplateVariables(trace, {}, filters)).toEqual(trace);
  });

  test('may be on what every span has, and on tags', async () => {
    const keys = await new DataSource(instanceSettings).getTagKeys({ filters: [], timeRange: range });
    expect(keys.map(({ text }) => text)).toEqual(['service', 'operation', 'kind', 'status', 'reviews']);
    expect(requests).toMatchObject([
      {
        url: '/api/datasources/uid/spans/resources/tagKeys',
        params: { from: 1000, to: 2000, limit: 1000 },
        showErrorAlert: true,
      },
    ]);
  });

  test.each([
    { key: 'service', path: 'services', params: {} },
    { key: 'operation', path: 'operations', params: { service: 'reviews' } },
    { key: 'http.method', path: 'tagValues', params: { tag: 'http.method', service: 'reviews' } },
    { key: 'tag:kind', path: 'tagValues', params: { tag: 'kind', service: 'reviews' } },
  ])('have the values that spans have: $key', async ({ key, path, params }) => {
    const values = await new DataSource(instanceSettings).getTagValues({ key, filters, timeRange: range });
    expect(values).toEqual([{ text: 'reviews' }]);
    expect(requests).toMatchObject([{ url: `/api/datasources/uid/spans/resources/${path}`, params }]);
  });

  test('have values that need no asking for', async () => {
    const values = await new DataSource(instanceSettings).getTagValues({ key: 'status', filters: [] });
    expect(values.map(({ text }) => text)).toEqual(['unset', 'ok', 'error']);
    expect(requests).toEqual([]);
  });
});

describe('annotations', () => {
  const { prepareAnnotation, prepareQuery } = annotations;
  const stored = { name: 'A', enable: true, iconColor: 'red' };

  test('mark failing spans when they are new', () => {
    const prepared = prepareAnnotation?.(stored);
    expect(prepared).toEqual({
      ...stored,
      target: { refId: 'Anno', queryType: 'search', status: 'error', limit: 100 },
    });
    expect(prepareQuery?.(prepared!)).toEqual({ ...prepared?.target, asAnnotations: true });
  });

  test('are kept as they are saved, which Grafana looks for', () => {
    const saved = { ...stored, target: { refId: 'Anno', queryType: 'search', limit: 5 } as Query };
    expect(prepareAnnotation?.(saved)).toBe(saved);
    expect(prepareQuery?.(saved)).toEqual({ refId: 'Anno', queryType: 'search', limit: 5, asAnnotations: true });
  });

  test('are a search, whatever is saved', () => {
    const target = { refId: 'Anno', queryType: 'metrics', service: 'reviews', measure: 'rate' } as unknown as Query;
    expect(prepareQuery?.({ ...stored, target })).toEqual({
      refId: 'Anno',
      queryType: 'search',
      service: 'reviews',
      limit: 20,
      asAnnotations: true,
    });
  });
});
