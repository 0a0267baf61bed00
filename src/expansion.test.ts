import { expandConditions, expandGroups, expandNames, type Expand } from './expansion';
import { fillIn } from './query';
import type { Query } from './types';

/** Variables of a dashboard: one with a value, one with several, one that stands for all. */
const values: Record<string, string[] | undefined> = { $one: ['a'], $two: ['a', 'b'], $all: undefined, $none: [''] };
const expand: Expand = (text) => (text in values ? values[text] : [text]);
const replace = (text: string) => `{${values[text]?.join(',') ?? text}}`;

describe('a name of a query', () => {
  const search = { refId: 'A', queryType: 'search', limit: 20 };

  it.each([
    { name: 'one value is the name', text: '$one', expected: { service: 'a' } },
    { name: 'a plain text stays', text: 'reviews', expected: { service: 'reviews' } },
    { name: 'all is no condition', text: '$all', expected: {} },
    { name: 'an empty value is no condition', text: '$none', expected: {} },
    {
      name: 'several values are a condition',
      text: '$two',
      expected: { tags: [{ on: 'service', operator: '=', values: ['a', 'b'] }] },
    },
  ])('$name', ({ text, expected }) => {
    expect(expandNames({ ...search, service: text }, expand)).toStrictEqual({ ...search, ...expected });
  });

  it.each([
    ['service', 'service'],
    ['operation', 'operation'],
    ['spanKind', 'kind'],
    ['status', 'status'],
  ])('%s becomes a condition on the %s, after those that there are', (field, on) => {
    const tags = [{ key: 'k', operator: '=', value: 'v' }];
    expect(expandNames({ ...search, [field]: '$two', tags }, expand)).toStrictEqual({
      ...search,
      tags: [...tags, { on, operator: '=', values: ['a', 'b'] }],
    });
  });

  it('that is no text stays for the backend to refuse', () => {
    expect(expandNames({ ...search, service: 7, tags: 'x' }, expand)).toStrictEqual({
      ...search,
      service: 7,
      tags: 'x',
    });
  });
});

describe('a condition', () => {
  it.each([
    {
      name: 'one value',
      given: { key: 'k', operator: '=', value: '$one' },
      expected: [{ key: '{k}', operator: '=', value: 'a' }],
    },
    {
      name: 'several values',
      given: { key: 'k', operator: '!=', value: '$two' },
      expected: [{ key: '{k}', operator: '!=', values: ['a', 'b'] }],
    },
    { name: 'all', given: { key: 'k', operator: '=', value: '$all' }, expected: [] },
    {
      name: 'an empty value',
      given: { key: 'k', operator: '=', value: '$none' },
      expected: [{ key: '{k}', operator: '=', value: '' }],
    },
    {
      name: 'a variable in a list',
      given: { on: 'service', operator: '=', values: ['x', '$two'] },
      expected: [{ on: 'service', operator: '=', values: ['x', 'a', 'b'] }],
    },
    { name: 'all in a list', given: { on: 'service', operator: '=', values: ['x', '$all'] }, expected: [] },
    { name: 'no value', given: { key: '$one', operator: 'exists' }, expected: [{ key: '{a}', operator: 'exists' }] },
    {
      name: 'a wrong type',
      given: { key: 7, operator: '=', value: 8 },
      expected: [{ key: 7, operator: '=', value: 8 }],
    },
  ])('with $name', ({ given, expected }) => {
    expect(expandConditions([given], replace, expand)).toStrictEqual(expected);
  });

  it('with patterns says so, for the values that are picked to mean themselves', () => {
    const patterns: Array<[string, boolean | undefined]> = [];
    const asked: Expand = (text, isPattern) => {
      patterns.push([text, isPattern]);
      return [text];
    };
    const operators = ['=', '!=', '=~', '!~'];
    expandConditions(
      operators.map((operator) => ({ key: 'k', operator, value: operator })),
      replace,
      asked,
    );
    expect(patterns).toEqual([
      ['=', false],
      ['!=', false],
      ['=~', true],
      ['!~', true],
    ]);
  });
});

describe('groups of conditions', () => {
  const plain = { key: 'k', operator: '=', value: 'v' };
  const filled = { ...plain, key: '{k}' };
  const all = { ...plain, value: '$all' };

  it('keep those that ask for something', () => {
    expect(expandGroups([[plain, all], [plain]], replace, expand)).toStrictEqual([[filled], [filled]]);
  });

  it('are none when one of them always holds', () => {
    expect(expandGroups([[plain], [all]], replace, expand)).toStrictEqual([]);
  });

  it('may have rows that are not filled in', () => {
    expect(expandGroups([[], [plain]], replace, expand)).toStrictEqual([[], [filled]]);
  });
});

describe('variables with several values', () => {
  it('are several keys to group by', () => {
    const query = { refId: 'A', queryType: 'metrics', groupBy: ['service', '$two', '$all'] } as unknown as Query;
    expect(fillIn(query, replace, expand)).toStrictEqual({ ...query, groupBy: ['service', 'a', 'b'] });
  });

  it('stay in one text where a query takes one', () => {
    const query: Query = { refId: 'A', queryType: 'search', minDuration: '$two', limit: 1 };
    expect(fillIn(query, replace, expand)).toStrictEqual({ ...query, minDuration: '{a,b}' });
  });

  it.each([
    ['$one', { service: 'a' }],
    ['$two', { service: '{a,b}' }],
    ['$all', {}],
  ])('leave a graph of services without conditions: %s', (service, expected) => {
    const query: Query = { refId: 'A', queryType: 'serviceGraph', hops: 2 };
    expect(fillIn({ ...query, service }, replace, expand)).toStrictEqual({ ...query, ...expected });
  });
});
