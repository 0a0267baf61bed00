import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The texts of a language as i18next reads them: a tree of keys whose leaves are the texts. */
export interface Texts {
  [key: string]: string | Texts;
}

/** Where the English texts lie. They are made from the sources, never edited: `npm run locales`. */
export const englishFile = 'src/locales/en-US/logservice-jaeger-datasource.json';

/**
 * Collects every text that the front end shows, from the calls `t('the.key', 'The English text')`.
 * Throws on a call whose key or text is no literal, and on a key with two texts: nobody could translate those.
 *
 * @param folder - of the sources
 * @returns texts by their whole key
 */
export function collect(folder = 'src'): Map<string, string> {
  const texts = new Map<string, string>();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))) {
    const path = join(folder, file);
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    visit(source, (call) => {
      const [key, text] = call.arguments;
      if (!key || !text || !ts.isStringLiteralLike(key) || !ts.isStringLiteralLike(text)) {
        throw new Error(`${path}: ${call.getText()} needs a literal key and a literal text`);
      }
      if ((texts.get(key.text) ?? text.text) !== text.text) {
        throw new Error(`${path}: the key ${key.text} has another text elsewhere`);
      }
      texts.set(key.text, text.text);
    });
  }
  return texts;
}

function visit(node: ts.Node, found: (call: ts.CallExpression) => void): void {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
    found(node);
  }
  node.forEachChild((child) => visit(child, found));
}

/** Puts texts into a tree with ordered keys, as a file of a language holds them. */
function toTree(texts: Map<string, string>): Texts {
  const tree: Texts = {};
  for (const [key, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = key.split('.');
    const leaf = path.pop() ?? key;
    let branch = tree;
    for (const part of path) {
      const next = (branch[part] ??= {});
      if (typeof next === 'string') {
        throw new Error(`${key} lies below ${part}, which is a text`);
      }
      branch = next;
    }
    branch[leaf] = text;
  }
  return tree;
}

/** Says what the English file must hold, byte for byte. */
export function english(): string {
  return `${JSON.stringify(toTree(collect()), undefined, 2)}\n`;
}
