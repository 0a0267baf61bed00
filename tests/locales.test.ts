/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { collect, english, englishFile } from './locales';

test('the English file holds every text of the sources and no other, with ordered keys', () => {
  // When this fails, run `npm run locales`.
  expect(readFileSync(englishFile, 'utf8')).toBe(english());
});

test('texts are found in forms and in plain modules', () => {
  expect(collect().size).toBeGreaterThan(20);
});

test.each([...collect()])('%s is a whole text, and only its own values are put in', (_key, text) => {
  expect(text.trim()).toBe(text);
  expect(text).not.toBe('');
  expect(text.replaceAll(/{{\w+}}/g, '')).not.toMatch(/[{}]/);
});
