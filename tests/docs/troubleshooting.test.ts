/** @jest-environment node */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All text in quotes of the sources that the backend is built from, as it is said: pieces of a sentence are joined. */
function said(): string {
  const folders = ['pkg/jaeger', 'pkg/models', 'pkg/plugin', 'pkg/sls', 'pkg/trace'];
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  return (
    sources
      .join('\n')
      // "one piece " + "and the next", also over a line's end; what stands between them is a name or a number.
      .replace(/"\s*\+\s*"/g, '')
      .replace(/"\s*\+[^"\n]+\+\s*"/g, '%v')
      .replace(/%[+#]?[a-z]/g, '…')
  );
}

const page = readFileSync('docs/troubleshooting.md', 'utf8');
const quoted = [...page.matchAll(/^> (.*)$/gm)].map(([, sentence]) => sentence!);

test('the page quotes sentences', () => {
  expect(quoted.length).toBeGreaterThan(25);
});

const sources = said();

test.each(quoted)('the backend still says: %s', (sentence) => {
  // Written at the end of a sentence or before more of it.
  expect(sources).toContain(sentence.replace(/\.$/, ''));
});

test('headings of other pages that it links to are there', () => {
  for (const [, file, anchor] of page.matchAll(/\]\((\w[\w-]*\.md)#([\w-]+)\)/g)) {
    const headings = [...readFileSync(join('docs', file!), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(headings).toContain(anchor);
  }
});
