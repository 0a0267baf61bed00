/**
 * Finds what makes a pattern no regular expression of RE2 (https://github.com/google/re2/wiki/Syntax), as far as its
 * brackets, escapes and repetitions tell; the backend, which compiles it, has the last word. Gives the part at fault.
 */
export function patternFault(pattern: string): string | undefined {
  const opened: string[] = [];
  let repeatable = false;
  for (const [part] of pattern.matchAll(parts)) {
    if (part === '\\' || /^\\[1-9Z]/.test(part)) {
      return part;
    }
    if (part === '[') {
      return part;
    }
    if (part.startsWith('(')) {
      if (part.startsWith('(?') && !/^\(\?(P?<\w+>|[imsU]*(-[imsU]+)?[:)])/.test(part)) {
        return part;
      }
      if (!part.endsWith(')')) {
        opened.push(part);
      }
      repeatable = false;
    } else if (part === ')') {
      if (opened.pop() === undefined) {
        return part;
      }
      repeatable = true;
    } else if (/^[*+?]/.test(part)) {
      if (!repeatable) {
        return part;
      }
      repeatable = false;
    } else {
      repeatable = part !== '|';
    }
  }
  return opened.pop();
}

/** One member of a set; a bracket may come first as itself. */
const member = String.raw`\\[^]|\[:\^?\w+:\]`;
const set = String.raw`\[(?:\^|(?!\^))(?:${member}|[^\\])(?:${member}|[^\]\\])*\]`;

/** Quoted text, an escape, a set of characters, the begin of a group, a repetition, or any other character. */
const parts = new RegExp(
  String.raw`\\Q[^]*?(?:\\E|$)|\\[^]?|${set}|\(\?(?:P?<\w+>|[\w-]*[:)]|<?[=!]?)|[*+?]\??|[^]`,
  'g',
);
