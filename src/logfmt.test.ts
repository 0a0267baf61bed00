import { parseLogfmt, pastedPairs } from './logfmt';

test.each([
  ['a=1', [['a', '1']]],
  [
    ' http.status_code=500\n\terror=true ',
    [
      ['http.status_code', '500'],
      ['error', 'true'],
    ],
  ],
  [
    'a= b',
    [
      ['a', ''],
      ['b', 'true'],
    ],
  ],
  ['a=""', [['a', '']]],
  [
    'a="x y" a=z',
    [
      ['a', 'x y'],
      ['a', 'z'],
    ],
  ],
  [String.raw`a="say \"hi\" \\ \n"`, [['a', 'say "hi" \\ \n']]],
  ['url=http://a/?b=c&d=e', [['url', 'http://a/?b=c&d=e']]],
  ['支付=成功', [['支付', '成功']]],
])('%j is read', (text, pairs) => {
  expect(parseLogfmt(text)).toEqual(pairs.map(([key, value]) => ({ key, value })));
});

test.each(['=a', 'a="open', 'a="b"c', 'a=b"c', '{"a":"b"} c=d', 'a == b'])('%j is no logfmt', (text) => {
  expect(parseLogfmt(text)).toBeUndefined();
  expect(pastedPairs(text)).toBeUndefined();
});

test.each(['', ' ', 'key', 'two keys'])('%j has no value, so it may be a key that was pasted', (text) => {
  expect(pastedPairs(text)).toBeUndefined();
  expect(parseLogfmt(text)).toEqual(text.match(/\S+/g)?.map((key) => ({ key, value: 'true' })) ?? []);
});

test('a long text takes no time', () => {
  expect(parseLogfmt(`a="${'\\'.repeat(100_001)}`)).toBeUndefined();
  expect(parseLogfmt('a=1 '.repeat(10_000))).toHaveLength(10_000);
});
