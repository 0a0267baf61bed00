import contract from '../tests/contract/queries.json';
import { fillIn, isRunnable, normalise } from './query';
import type { Query } from './types';

interface Example {
  name: string;
  input: unknown;
  normalised?: object;
  runnable?: boolean;
  error?: boolean;
}

const examples: Example[] = contract;
const valid = examples.filter(({ error }) => !error);

test('the contract has queries that the backend accepts', () => {
  expect(valid.length).toBeGreaterThan(0);
});

describe('a query that the backend accepts', () => {
  test.each(valid)('$name', ({ input, normalised, runnable }) => {
    const query = { refId: 'A', ...(input as object) };
    expect(normalise(query)).toStrictEqual({ refId: 'A', ...normalised });
    expect(normalise(normalise(query))).toStrictEqual(normalise(query));
    expect(isRunnable(query)).toBe(runnable);
  });
});

describe('normalise', () => {
  it('keeps what Grafana itself puts on a query', () => {
    const query = { refId: 'B', hide: true, key: 'k', datasource: { type: 'logservice-jaeger-datasource', uid: 'u' } };
    expect(normalise(query)).toStrictEqual({ ...query, queryType: 'traceId', query: '' });
  });

  it('leaves what it was given as it was', () => {
    const query = { refId: 'A', queryType: 'search', tags: [{ key: 'a' }], minDuration: ' 1s ' };
    const before = JSON.parse(JSON.stringify(query));
    normalise(query);
    expect(query).toEqual(before);
  });
});

describe('what the user says of exemplars', () => {
  it.each([true, false])('is kept: %s', (exemplars) => {
    const query = { refId: 'A', queryType: 'metrics', exemplars };
    expect(normalise(query)).toHaveProperty('exemplars', exemplars);
  });

  it.each([undefined, null])('is absent when there is nothing: %s', (exemplars) => {
    const query = { refId: 'A', queryType: 'metrics', exemplars };
    expect(normalise(query)).not.toHaveProperty('exemplars');
  });
});

describe('fillIn', () => {
  const values: Record<string, string> = { $id: 'abc', $text: 'filled', $time: '5ms' };
  const replace = (text: string) => values[text] ?? text;

  it('fills in the trace ID', () => {
    expect(fillIn({ refId: 'A', queryType: 'traceId', query: '$id' }, replace)).toStrictEqual({
      refId: 'A',
      queryType: 'traceId',
      query: 'abc',
    });
  });

  it('fills in the span below which a trace is shown', () => {
    const query: Query = { refId: 'A', queryType: 'traceId', query: '$id', spanId: '$span' };
    expect(fillIn(query, (text) => text.replace('$', ''))).toEqual({ ...query, query: 'id', spanId: 'span' });
    const file: Query = { refId: 'A', queryType: 'upload', upload: 'u', query: '$id', spanId: '$span' };
    expect(fillIn(file, (text) => text.replace('$', ''))).toEqual({ ...file, query: 'id', spanId: 'span' });
  });

  it('keeps the view of a trace', () => {
    const query: Query = { refId: 'A', queryType: 'traceId', query: '$id', view: 'events' };
    expect(fillIn(query, replace)).toStrictEqual({ ...query, query: 'abc' });
  });

  it('fills in both IDs of a comparison', () => {
    const query: Query = { refId: 'A', queryType: 'compare', query: '$id', other: '$text' };
    expect(fillIn(query, replace)).toStrictEqual({ ...query, query: 'abc', other: 'filled' });
  });

  it('fills in every text of a search', () => {
    const query = {
      refId: 'A',
      queryType: 'search',
      service: '$text',
      operation: '$text',
      spanKind: '$text',
      status: '$text',
      tags: [
        { key: '$text', operator: '!=', value: '$id' },
        { key: 'plain', operator: '=', value: 'plain' },
      ],
      minDuration: '$time',
      maxDuration: '$time',
      minTraceDuration: '$time',
      maxTraceDuration: '$time',
      limit: 7,
    } as unknown as Query;
    expect(fillIn(query, replace)).toStrictEqual({
      refId: 'A',
      queryType: 'search',
      service: 'filled',
      operation: 'filled',
      spanKind: 'filled',
      status: 'filled',
      tags: [
        { key: 'filled', operator: '!=', value: 'abc' },
        { key: 'plain', operator: '=', value: 'plain' },
      ],
      minDuration: '5ms',
      maxDuration: '5ms',
      minTraceDuration: '5ms',
      maxTraceDuration: '5ms',
      limit: 7,
    });
  });

  it('fills in the columns of a list of spans', () => {
    const query: Query = { refId: 'A', queryType: 'search', limit: 7, result: 'spans', columns: ['$text', 'plain'] };
    expect(fillIn(query, replace)).toStrictEqual({ ...query, columns: ['filled', 'plain'] });
  });

  it('fills in conditions of every form', () => {
    const query: Query = {
      refId: 'A',
      queryType: 'search',
      limit: 7,
      rawSearch: '$text',
      tags: [
        { on: 'service', operator: '=', values: ['$text', '$id'] },
        { key: '$text', operator: 'exists' },
      ],
      anyOf: [[{ scope: 'span', key: '$text', operator: '=~', value: '$id' }], [{ on: 'event', operator: 'missing' }]],
    };
    expect(fillIn(query, replace)).toStrictEqual({
      ...query,
      rawSearch: 'filled',
      tags: [
        { on: 'service', operator: '=', values: ['filled', 'abc'] },
        { key: 'filled', operator: 'exists' },
      ],
      anyOf: [[{ scope: 'span', key: 'filled', operator: '=~', value: 'abc' }], [{ on: 'event', operator: 'missing' }]],
    });
  });

  it('fills in the moment of a search', () => {
    const query: Query = { refId: 'A', queryType: 'search', startedAfter: '$id', startedWithin: '$time', limit: 7 };
    expect(fillIn(query, replace)).toStrictEqual({ ...query, startedAfter: 'abc', startedWithin: '5ms' });
  });

  it('fills in every text of metrics, and leaves the braces of a legend', () => {
    const query: Query = {
      refId: 'A',
      queryType: 'metrics',
      measure: 'apdex',
      over: 'spans',
      topBy: 'count',
      seriesLimit: 20,
      service: '$text',
      tags: [{ key: '$text', operator: '=', value: '$id' }],
      apdexThreshold: '$time',
      groupBy: ['service', '$text'],
      step: '$time',
      compareWith: '$time',
      legend: '{{service}} $text',
    };
    const inText = (text: string) => text.replace(/\$\w+/g, replace);
    expect(fillIn(query, inText)).toStrictEqual({
      ...query,
      service: 'filled',
      tags: [{ key: 'filled', operator: '=', value: 'abc' }],
      apdexThreshold: '5ms',
      groupBy: ['service', 'filled'],
      step: '5ms',
      compareWith: '5ms',
      legend: '{{service}} filled',
    });
  });

  it('fills in the service of a graph', () => {
    const query: Query = { refId: 'A', queryType: 'serviceGraph', service: '$text', hops: 2, quantile: 0.9 };
    expect(fillIn(query, replace)).toStrictEqual({ ...query, service: 'filled' });
  });

  it('adds no field that the query lacks', () => {
    expect(fillIn({ refId: 'A', queryType: 'search', limit: 20 }, () => 'x')).toStrictEqual({
      refId: 'A',
      queryType: 'search',
      limit: 20,
    });
  });

  it('leaves a value of a wrong type for the backend to refuse', () => {
    const search = { refId: 'A', queryType: 'search', service: 7, tags: 'x', limit: 20 } as unknown as Query;
    expect(fillIn(search, replace)).toStrictEqual(search);
    const metrics = { refId: 'A', queryType: 'metrics', step: 7, groupBy: [7] } as unknown as Query;
    expect(fillIn(metrics, replace)).toStrictEqual(metrics);
  });
});
