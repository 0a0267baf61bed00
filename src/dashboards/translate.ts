import { family, type Board } from './board';

/** What tells a Chinese board, and the tag by which the Chinese boards find each other, from the English one. */
const suffix = '-zh';

/** The fields of a board, its panels and variables that a person reads. Queries are asked, not read. */
const readable = ['title', 'description', 'label', 'noValue', 'content', 'displayName'];
const unread = ['target', 'targets', 'transformations'];

/**
 * Makes the same board in another language: with a UID of its own, links to the boards of its language, and the same
 * queries. Throws on a text that the table lacks.
 *
 * @param texts - by the English ones
 */
export function translate(board: Board, texts: Record<string, string>): Board {
  const say = (text: string): string => {
    const said = text === '' ? text : texts[text];
    if (said === undefined) {
      throw new Error(`src/dashboards/chinese.ts lacks "${text}", which stands on the board ${board.title}`);
    }
    return said;
  };
  return { ...(walk(board, '', say) as Board), uid: board.uid + suffix };
}

type Say = (text: string) => string;

function walk(value: unknown, key: string, say: Say): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => walk(item, key, say));
  }
  if (typeof value === 'object' && value !== null) {
    const fields = value as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(fields).map(([name, below]) => [
        name,
        unread.includes(name) ? below : walk(below, isText(name, fields) ? 'title' : name, say),
      ]),
    );
  }
  return typeof value === 'string' ? inLanguage(value, key, say) : value;
}

/** Whether a field is read although its name doesn't say so. */
function isText(name: string, fields: Record<string, unknown>): boolean {
  switch (name) {
    case 'value':
      return readable.includes(String(fields['id']));
    case 'text':
      // What was typed in stands for itself, and for all values Grafana has a word of its own.
      return fields['text'] !== fields['value'] && String(fields['value']) !== '$__all';
    case 'query':
      return fields['type'] === 'custom';
    case 'name':
      // Only annotations have one that is read, on their switch; that of a variable stands in queries.
      return 'iconColor' in fields;
    default:
      return false;
  }
}

function inLanguage(value: string, key: string, say: Say): string {
  if (readable.includes(key)) {
    return say(value);
  }
  if (key === 'url') {
    return value.replace(/^\/d\/[\w-]+/, `$&${suffix}`);
  }
  return key === 'tags' && value === family ? value + suffix : value;
}
