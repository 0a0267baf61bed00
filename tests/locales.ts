import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import plugin from '../plugin.json';

/** The texts of a language as i18next reads them: a tree of keys whose leaves are the texts. */
export interface Texts {
  [key: string]: string | Texts;
}

/** The language that the sources are written in. */
export const source = 'en-US';

/** The languages that the sources are translated to, as the manifest names them. */
export const translated = plugin.languages.filter((language) => language !== source);

/** Where the texts of a language lie. */
export function fileOf(language: string): string {
  return `src/locales/${language}/${plugin.id}.json`;
}

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
    const parsed = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    visit(parsed, (call) => {
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

/** Reads the file of a language: its texts by their whole key. */
export function read(language: string): Map<string, string> {
  return flat(JSON.parse(readFileSync(fileOf(language), 'utf8')) as Texts);
}

function flat(tree: Texts, path: string[] = []): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([part, below]): Array<[string, string]> => {
      const here = [...path, part];
      return typeof below === 'string' ? [[here.join('.'), below]] : [...flat(below, here)];
    }),
  );
}

/** Says what the file of a language holds, byte for byte: a tree with ordered keys. Throws on a key below another. */
export function written(texts: Map<string, string>): string {
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
  return `${JSON.stringify(tree, undefined, 2)}\n`;
}
