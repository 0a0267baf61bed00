/** A tag and the value that it should have. */
export interface Pair {
  key: string;
  value: string;
}

/** A key, and a value in quotes, another one, or none. */
const pair = /([^\s="]+)(?:=(?:"((?:[^"\\]|\\[^])*)"|([^\s"]*)))?(?=\s|$)/y;

/**
 * Reads tags as Jaeger's own form takes them, in logfmt (https://brandur.org/logfmt): `http.status_code=500 error`. A key
 * alone is true. A key that comes twice is there twice, which readers that make an object of the text don't tell.
 * Its twin is in pkg/models/logfmt.go.
 *
 * @returns undefined when the text isn't all pairs
 */
export function parseLogfmt(text: string): Pair[] | undefined {
  const rest = text.trim();
  const pairs: Pair[] = [];
  let end = 0;
  while (end < rest.length) {
    pair.lastIndex = end;
    const found = pair.exec(rest);
    if (found === null) {
      return undefined;
    }
    const [whole, key = '', quoted, plain] = found;
    pairs.push({ key, value: quoted === undefined ? (plain ?? 'true') : quoted.replace(/\\([^])/g, unescape) });
    end += whole.length;
    end += /^\s*/.exec(rest.slice(end))?.[0].length ?? 0;
  }
  return pairs;
}

/** Reads what was pasted where a key is expected: undefined when no pair has a value, since it may just be a key. */
export function pastedPairs(text: string): Pair[] | undefined {
  return text.includes('=') ? parseLogfmt(text) : undefined;
}

function unescape(_whole: string, character: string): string {
  return { n: '\n', r: '\r', t: '\t' }[character] ?? character;
}
