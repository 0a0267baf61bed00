import { readFileSync } from 'node:fs';
import { collect, fileOf, read, source, translated, written } from './locales';

/**
 * Texts that are the same in a translation because they are names or examples, by language: names of products and
 * fields that the console of Log Service and its documentation don't translate either.
 */
const sameAsEnglish: Record<string, string[]> = {
  'zh-Hans': [
    'metrics.measure.apdex',
    'query.trace-id.label',
    'query.type.trace-id',
    'settings.access.jaeger-query',
    'settings.endpoint.placeholder',
    'settings.instance.example',
    'settings.logstore.label',
    'settings.project.label',
    'settings.store-type.logstore',
    'settings.url.label',
  ],
};

/** Texts without a character of the language's own script that are meant to be so, though not the same as in English. */
const foreign: Record<string, string[]> = {
  'zh-Hans': [
    'metrics.sentence.plain',
    'settings.access-key-id.label',
    'settings.access-key-secret.label',
    'settings.credentials.access-key',
    'settings.credentials.sts-token',
  ],
};

/** A character that shows a text to be in the language. */
const script: Record<string, RegExp> = { 'zh-Hans': /\p{Script=Han}/u };

/**
 * Brings the file of a language up to date with the sources: texts that are new, and texts whose English changed since,
 * stand there in English until somebody translates them; what nobody shows any more is left out.
 *
 * @param texts - of the language, by key
 * @param before - the English texts that these were translated from
 * @param now - the English texts of today
 */
export function broughtUp(
  texts: Map<string, string>,
  before: Map<string, string>,
  now: Map<string, string>,
): Map<string, string> {
  return new Map(
    [...now].map(([key, english]) => [key, before.get(key) === english ? (texts.get(key) ?? english) : english]),
  );
}

/** The values that are put into a text, in order. */
function values(text: string): string {
  return [...text.matchAll(/{{\w+}}/g)]
    .map(([value]) => value)
    .sort()
    .join(' ');
}

/** Says what is wrong with a translated text; undefined when nothing is. */
export function complaint(language: string, key: string, english: string, text: string): string | undefined {
  const same = sameAsEnglish[language]?.includes(key) ?? false;
  if (text === english) {
    return same ? undefined : `is still in English: translate "${english}"`;
  }
  if (same) {
    return `is not as in English any more: take it off the list in tests/translations.ts`;
  }
  if (text.trim() !== text || text === '') {
    return 'must not be empty, nor begin or end with a blank';
  }
  if (values(text) !== values(english)) {
    return `must hold the same values as the English text: ${values(english) || 'none'}, not ${values(text) || 'none'}`;
  }
  if (!script[language]?.test(text) && !foreign[language]?.includes(key)) {
    return `is not in the language: "${text}"`;
  }
  return undefined;
}

/**
 * Says what is wrong with the texts of all languages, a line each, with the file and the key to look at.
 * Empty when every text is there in every language.
 */
export function complaints(): string[] {
  const now = collect();
  if (readFileSync(fileOf(source), 'utf8') !== written(now)) {
    return [`${fileOf(source)}: is not as in the sources: run \`npm run locales\`, then translate what it names`];
  }
  return translated.flatMap((language) => {
    const file = fileOf(language);
    const texts = read(language);
    const keys = [...new Set([...now.keys(), ...texts.keys()])];
    const found = keys.flatMap((key) => {
      const [english, text] = [now.get(key), texts.get(key)];
      if (english === undefined) {
        return [`${file}: ${key} is in no source any more: run \`npm run locales\``];
      }
      if (text === undefined) {
        return [`${file}: ${key} is missing: run \`npm run locales\`, then translate "${english}"`];
      }
      const wrong = complaint(language, key, english, text);
      return wrong === undefined ? [] : [`${file}: ${key} ${wrong}`];
    });
    const listed = [...(sameAsEnglish[language] ?? []), ...(foreign[language] ?? [])];
    const gone = listed.filter((key) => !now.has(key)).map((key) => `tests/translations.ts: no text is called ${key}`);
    const isOrdered = readFileSync(file, 'utf8') === written(texts);
    return [...found, ...gone, ...(isOrdered ? [] : [`${file}: is not in order: run \`npm run locales\``])];
  });
}
