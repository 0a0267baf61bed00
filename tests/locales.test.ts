/** @jest-environment node */
import { collect, translated } from './locales';
import { broughtUp, complaint, complaints } from './translations';

test('every text of the sources is there in every language', () => {
  // When this fails, run `npm run locales`, then translate the texts that it names.
  expect(complaints()).toEqual([]);
});

test('there is a language beside English', () => {
  expect(translated).toEqual(['zh-Hans']);
});

test('texts are found in forms and in plain modules', () => {
  expect(collect().size).toBeGreaterThan(20);
});

test.each([...collect()])('%s is a whole text, and only its own values are put in', (_key, text) => {
  expect(text.trim()).toBe(text);
  expect(text).not.toBe('');
  expect(text.replaceAll(/{{\w+}}/g, '')).not.toMatch(/[{}]/);
});

test('a language brought up to date keeps what holds, and has the rest in English', () => {
  const before = new Map([
    ['kept', 'Kept'],
    ['changed', 'Before'],
    ['gone', 'Gone'],
  ]);
  const now = new Map([
    ['kept', 'Kept'],
    ['changed', 'After'],
    ['new', 'New'],
  ]);
  const texts = new Map([
    ['kept', '保留'],
    ['changed', '之前'],
    ['gone', '删除'],
  ]);
  expect([...broughtUp(texts, before, now)]).toEqual([
    ['kept', '保留'],
    ['changed', 'After'],
    ['new', 'New'],
  ]);
});

test.each([
  { key: 'a.key', english: 'A text', text: '一段文字', expected: undefined },
  { key: 'a.key', english: 'A text', text: 'A text', expected: 'is still in English: translate "A text"' },
  { key: 'a.key', english: 'A text', text: 'Un texte', expected: 'is not in the language: "Un texte"' },
  { key: 'a.key', english: 'A text', text: ' 文字', expected: expect.stringContaining('blank') },
  { key: 'a.key', english: 'At {{a}}', text: '在{{b}}', expected: expect.stringContaining('{{a}}, not {{b}}') },
  { key: 'a.key', english: 'A text', text: '在{{b}}', expected: expect.stringContaining('none, not {{b}}') },
  { key: 'settings.url.label', english: 'URL', text: 'URL', expected: undefined },
  { key: 'settings.url.label', english: 'URL', text: '地址', expected: expect.stringContaining('off the list') },
])('of "$english" as "$text" it is said: $expected', ({ key, english, text, expected }) => {
  expect(complaint('zh-Hans', key, english, text)).toEqual(expected);
});
