/** The span records that are written, and the index of their logstore. */

export const spanCount = 250;

/** Names of the first records. */
export const awkwardNames = [
  'with space',
  '"quoted" and \'single\'',
  'back\\slash and trailing\\',
  '* | select 1',
  '100%_of {a: [b]}',
  'a+b&c=d?e#f%20g',
  'line\nbreak\ttab\rreturn',
  '\u0001 control \u007f',
  '<tag>&amp;\u2028',
  '支付 服务',
  '甜甜圈 🍩 é',
  ' leading and trailing ',
  'null',
  '',
];

const delimiters = [...', \'";=()[]{}?@&<>/:\n\t\r'];

const number = { caseSensitive: false, chn: false, doc_value: true };
const text = { type: 'text', token: [] as string[], caseSensitive: true, chn: false, doc_value: true };

/** An index with a column of every type. */
export const index = {
  line: { token: delimiters, caseSensitive: true, chn: false },
  keys: {
    traceID: text,
    name: { ...text, token: delimiters },
    duration: { ...number, type: 'long' },
    ratio: { ...number, type: 'double' },
    attribute: {
      ...text,
      type: 'json',
      token: delimiters,
      json_keys: {
        'http.method': { type: 'text', doc_value: true },
        'http.status_code': { type: 'long', doc_value: true },
      },
    },
  },
};

/** The fields of span number n. */
export function span(n: number): Record<string, string> {
  return {
    traceID: (n % 5).toString(16).padStart(32, '0'),
    name: awkwardNames[n] ?? `GET /支付/${n}`,
    duration: String(n),
    ratio: String(n / 4),
    attribute: JSON.stringify({ 'http.method': 'GET', 'http.status_code': n % 25 === 0 ? 500 : 200 }),
    '键 "with" 🍩': 'kept',
  };
}
