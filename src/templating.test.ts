import type { ScopedVars } from '@grafana/data';
import { setTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { expandIn, replaceIn } from './templating';

interface Variable {
  value: string | string[];
  options?: string[];
  allValue?: string;
  multi?: boolean;
  includeAll?: boolean;
}

type Format = (value: unknown, variable?: object) => string;

/**
 * Replaces variables as Grafana 11 and later do (template_srv.ts; sceneInterpolator.ts and MultiValueVariable.ts in
 * grafana/scenes): all values are a list, a custom text for all of them is put in without a format, and a format in the
 * text itself comes before any other.
 */
function setVariables(variables: Record<string, Variable>): void {
  const replace = (text: string, scopedVars: ScopedVars = {}, format: Format = (value) => `{${String(value)}}`) =>
    text.replace(/\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g, (whole, bare: string, braced: string, own?: string) => {
      const name = bare ?? braced;
      const scoped = scopedVars[name];
      const variable = variables[name];
      if (scoped !== undefined) {
        return format(scoped.value, { name, ...variable });
      }
      if (variable === undefined) {
        return whole;
      }
      const isAll = [variable.value].flat()[0] === '$__all';
      if (isAll && variable.allValue) {
        return variable.allValue;
      }
      const value = isAll ? (variable.options ?? []) : variable.value;
      return own === undefined ? format(value, { name, ...variable }) : `<${own}:${String(value)}>`;
    });
  setTemplateSrv({
    getVariables: () =>
      Object.entries(variables).map(([name, { value, ...rest }]) => ({ name, current: { value }, ...rest })),
    replace,
  } as unknown as TemplateSrv);
}

beforeEach(() =>
  setVariables({
    one: { value: 'a.b' },
    picked: { value: 'a.b', includeAll: true },
    two: { value: ['a.b', 'c'], multi: true },
    nothing: { value: [], multi: true },
    all: { value: ['$__all'], options: ['a', 'b'], multi: true, includeAll: true },
    single: { value: '$__all', options: ['a', 'b'], includeAll: true },
    custom: { value: '$__all', allValue: '.*', includeAll: true },
    customer: { value: 'x' },
  }),
);

test.each([
  { text: 'plain', expected: ['plain'] },
  { text: '', expected: [''] },
  { text: '$unknown', expected: ['$unknown'] },
  { text: '$one', expected: ['a.b'] },
  { text: '$two', expected: ['a.b', 'c'] },
  { text: '/$two/$one', expected: ['/a.b/a.b', '/c/a.b'] },
  { text: '$two-$two', expected: ['a.b-a.b', 'a.b-c', 'c-a.b', 'c-c'] },
  { text: '${two:pipe}', expected: ['<pipe:a.b,c>'] },
  { text: '$nothing', expected: undefined },
  { text: '$all', expected: undefined },
  { text: '$single', expected: undefined },
  { text: '$two/$all', expected: undefined },
  { text: '$custom', expected: undefined },
  { text: '${custom}', expected: undefined },
  { text: '[[custom]]', expected: undefined },
  { text: '$customer', expected: ['x'] },
])('"$text" stands for $expected', ({ text, expected }) => {
  expect(expandIn()(text)).toEqual(expected);
});

test('a value of a repeated panel comes before all of them', () => {
  const scoped = { all: { text: 'a', value: 'a' }, custom: { text: 'b', value: 'b' } };
  expect(expandIn(scoped)('$all')).toEqual(['a']);
  expect(expandIn(scoped)('$custom')).toEqual(['b']);
});

test('in a pattern, values that are picked mean themselves, and a typed one is a pattern', () => {
  expect(expandIn()('$two', true)).toEqual(['a\\.b', 'c']);
  expect(expandIn()('$picked', true)).toEqual(['a\\.b']);
  expect(expandIn()('$one', true)).toEqual(['a.b']);
  expect(expandIn()('x.*', true)).toEqual(['x.*']);
});

test('elsewhere several values are one text', () => {
  expect(replaceIn()('$two')).toBe('{a.b,c}');
});
