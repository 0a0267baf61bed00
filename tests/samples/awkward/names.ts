import { newSpan, tagsOf, type Trace } from '../model';
import { Random } from '../random';

/**
 * Texts that break a query in which they stand unquoted, each with neighbours
 * that a sloppy query would find as well: other words in between, another order,
 * a wildcard's match, another case of the same letters.
 */
export const awkwardNames: string[] = [
  'with space',
  'space with',
  'with more space',
  '"quoted"',
  'quoted',
  "it's single",
  'colon:inside',
  'colon inside',
  'back\\slash',
  'trailing\\',
  'backslash',
  'pipe|cut',
  '* | select 1',
  'star*wild',
  'starXwild',
  'what?',
  'whatX',
  'percent%_like',
  'percentXYlike',
  'and',
  'not or',
  'in [1 5]',
  '(paren) [square] {curly}',
  'comma, semi; equal=1',
  '<tag>&amp;',
  'a.b-c_d/e',
  '#hash @at $1 ${x}',
  'MixedCase',
  'mixedcase',
  'tab\tnewline\nend',
  '中文 服务',
  '中文',
  '服务 中文',
  '甜甜圈 🍩',
  '🍩',
  'é accent',
  ' leading and trailing ',
  '*',
  'null',
  '0',
];

/**
 * A trace of two spans in which the text is service, operation, tag key and tag
 * value of the root. The second span is a plain one of another service, so that a
 * search for the first must bring the whole trace.
 */
export function namedTrace(name: string, dialect: string): Trace {
  const random = new Random(`awkward/${dialect}/${name}`);
  const id = random.hex(32);
  const root = newSpan({
    traceID: id,
    spanID: random.hex(16),
    service: name,
    operation: name,
    kind: 'server',
    duration: 20_000,
    tags: tagsOf({ [name]: name, 'awkward.name': name }),
  });
  const child = newSpan({
    traceID: id,
    spanID: random.hex(16),
    parentSpanID: root.spanID,
    service: 'plain',
    operation: 'plain',
    kind: 'client',
    start: 5_000,
    duration: 10_000,
  });
  return { id, spans: [root, child] };
}
