import {
  AbstractLabelOperator,
  type AbstractQuery,
  type DataQuery,
  type DataSourceApi,
  type DataSourceInstanceSettings,
} from '@grafana/data';
import { DataSource } from './datasource';
import { problems } from './queryProblems';
import type { Query, Settings } from './types';

const id = '4bf92f3577b34da6a3ce929d0e0e4736';

/** What Grafana does when a panel's data source is switched (public/app/features/query/state/updateQueries.ts). */
async function switched(type: string, ...queries: object[]): Promise<Query[]> {
  const source = new DataSource({ uid: 'spans', jsonData: {} } as DataSourceInstanceSettings<Settings>);
  const datasource = { type, uid: 'before' };
  const stored = queries.map((query, i) => ({ refId: 'ABC'[i], datasource, ...query }) as DataQuery);
  const before = JSON.parse(JSON.stringify(stored));
  const imported = await source.importQueries(stored, { type } as DataSourceApi);
  expect(stored).toEqual(before);
  imported.forEach((query) => expect(problems(query)).toEqual({}));
  return imported;
}

describe('a panel of Jaeger', () => {
  it('keeps its trace, its search and its graph', async () => {
    const search = { queryType: 'search', service: 'web', operation: 'All', tags: 'error=true', minDuration: '5ms' };
    const graph = { queryType: 'dependencyGraph', hide: true };
    expect(await switched('jaeger', { query: id }, search, graph)).toStrictEqual([
      { refId: 'A', queryType: 'traceId', query: id },
      {
        refId: 'B',
        queryType: 'search',
        service: 'web',
        tags: [{ key: 'error', operator: '=', value: 'true' }],
        minDuration: '5ms',
        limit: 20,
      },
      { refId: 'C', hide: true, queryType: 'serviceGraph' },
    ]);
  });

  it('keeps a search that its variables are in, or one that names no source', async () => {
    const query = { datasource: undefined, queryType: 'search', service: '$service', operation: 'All', limit: 7 };
    expect(await switched('jaeger', query)).toStrictEqual([
      { refId: 'A', queryType: 'search', service: '$service', limit: 7 },
    ]);
  });

  it('starts anew where nothing was asked, or a file was shown', async () => {
    expect(await switched('jaeger', {}, { queryType: 'upload' })).toEqual([]);
  });
});

test.each([
  ['zipkin', { queryType: 'traceID', query: id }],
  ['zipkin', { query: id }],
  ['grafana-x-ray-datasource', { queryType: 'getTrace', query: id }],
  ['tempo', { queryType: 'traceql', query: id, limit: 20, filters: [] }],
  ['tempo', { queryType: 'traceId', query: id }],
])('a panel of %s keeps its trace', async (type, query) => {
  expect(await switched(type, query)).toStrictEqual([{ refId: 'A', queryType: 'traceId', query: id }]);
});

describe('a panel of Tempo', () => {
  const filters = [
    { id: 'service-name', tag: 'service.name', scope: 'resource', operator: '=', value: ['web'], valueType: 'string' },
    { id: 'span-name', tag: 'name', scope: 'span', operator: '=~', value: ['GET.*', 'POST.*'] },
    { id: 'status', tag: 'status', scope: 'intrinsic', operator: '=', value: 'error', valueType: 'keyword' },
    { id: 'a', tag: 'http.status_code', scope: 'span', operator: '>=', value: '500', valueType: 'int' },
    { id: 'b', tag: 'k8s.pod.name', scope: 'resource', operator: '!=', value: 'web-0', valueType: 'string' },
    { id: 'c', tag: 'version', scope: 'unscoped', operator: '=', value: 'v2' },
    { id: 'min-duration', tag: 'duration', operator: '>', value: '100ms', valueType: 'duration' },
    { id: 'max-duration', tag: 'duration', operator: '<', value: '2s', valueType: 'duration' },
    { id: 'still-empty', tag: 'x', scope: 'span', operator: '=', value: [] },
    { id: 'not-chosen', operator: '=', scope: 'span' },
  ];
  const tags = [
    { on: 'service', operator: '=', value: 'web' },
    { on: 'operation', operator: '=~', values: ['GET.*', 'POST.*'] },
    { on: 'status', operator: '=', value: 'error' },
    { scope: 'span', key: 'http.status_code', operator: '>=', value: '500' },
    { scope: 'resource', key: 'k8s.pod.name', operator: '!=', value: 'web-0' },
    { key: 'version', operator: '=', value: 'v2' },
  ];

  it('keeps the search of its form', async () => {
    expect(await switched('tempo', { queryType: 'traceqlSearch', filters, limit: 50 })).toStrictEqual([
      { refId: 'A', queryType: 'search', tags, minDuration: '100ms', maxDuration: '2s', limit: 50 },
    ]);
  });

  it('keeps whose duration it asks for, and what it lists', async () => {
    const ofTrace = [...filters, { id: 'duration-type', value: 'trace' }];
    const query = { queryType: 'traceqlSearch', filters: ofTrace, tableType: 'spans' };
    expect(await switched('tempo', query)).toStrictEqual([
      {
        refId: 'A',
        queryType: 'search',
        tags,
        minTraceDuration: '100ms',
        maxTraceDuration: '2s',
        result: 'spans',
        limit: 20,
      },
    ]);
  });

  it.each([
    [{ spss: 10 }, { spansPerTrace: 10 }],
    // The most that can be shown here.
    [{ spss: 100 }, { spansPerTrace: 20 }],
    // Tempo's default is ours, and its form shows it for nothing and for 0.
    [{ spss: 3 }, {}],
    [{ spss: 0 }, {}],
    // A list of spans has none below them.
    [{ spss: 10, tableType: 'spans' }, { result: 'spans' }],
  ])('keeps how many spans it shows of each trace: %j', async (said, kept) => {
    const form = filters.slice(0, 1);
    expect(await switched('tempo', { queryType: 'traceqlSearch', filters: form, ...said })).toStrictEqual([
      { refId: 'A', queryType: 'search', tags: tags.slice(0, 1), ...kept, limit: 20 },
    ]);
  });

  it('keeps a search of its old form, and its graph', async () => {
    const old = { queryType: 'nativeSearch', serviceName: 'web', spanName: 'GET', search: 'a=1', minDuration: '1s' };
    expect(await switched('tempo', old, { queryType: 'serviceMap', serviceMapQuery: '{}' })).toStrictEqual([
      {
        refId: 'A',
        queryType: 'search',
        service: 'web',
        operation: 'GET',
        tags: [{ key: 'a', operator: '=', value: '1' }],
        minTraceDuration: '1s',
        limit: 20,
      },
      { refId: 'B', queryType: 'serviceGraph' },
    ]);
  });

  it('keeps a trace whose ID is a variable, and leaves TraceQL', async () => {
    const traceql = { queryType: 'traceql', query: '{ resource.service.name = "$service" }' };
    const none = { queryType: 'traceql', query: ' ' };
    expect(await switched('tempo', { queryType: 'traceql', query: '${trace:raw}' }, traceql, none)).toStrictEqual([
      { refId: 'A', queryType: 'traceId', query: '${trace:raw}' },
    ]);
  });
});

test('a panel of logs keeps the service and its place in Kubernetes', async () => {
  const { Equal, NotEqual, EqualRegEx, NotEqualRegEx } = AbstractLabelOperator;
  const exported: AbstractQuery[] = [
    {
      refId: 'A',
      labelMatchers: [
        { name: 'service_name', operator: EqualRegEx, value: 'web|api' },
        { name: 'k8s_namespace_name', operator: Equal, value: 'shop' },
        { name: 'cloud_availability_zone', operator: NotEqual, value: 'b' },
        { name: 'k8s_pod_name', operator: NotEqualRegEx, value: 'old-.*' },
        { name: 'job', operator: Equal, value: 'shop/web' },
        { name: 'service_namespace', operator: Equal, value: '' },
      ],
    },
    { refId: 'B', labelMatchers: [{ name: 'job', operator: Equal, value: 'shop/web' }] },
  ];
  const loki = { type: 'loki', importQueries: undefined, exportToAbstractQueries: async () => exported };
  const source = new DataSource({ uid: 'spans', jsonData: {} } as DataSourceInstanceSettings<Settings>);
  expect(await source.importQueries([], loki as unknown as DataSourceApi)).toStrictEqual([
    {
      refId: 'A',
      queryType: 'search',
      tags: [
        { on: 'service', operator: '=~', value: 'web|api' },
        { scope: 'resource', key: 'k8s.namespace.name', operator: '=', value: 'shop' },
        { scope: 'resource', key: 'cloud.availability_zone', operator: '!=', value: 'b' },
        { scope: 'resource', key: 'k8s.pod.name', operator: '!~', value: 'old-.*' },
      ],
      limit: 20,
    },
  ]);
});

test('a panel of anything else starts anew', async () => {
  expect(await switched('mysql', { rawSql: 'select 1', query: id })).toEqual([]);
});
