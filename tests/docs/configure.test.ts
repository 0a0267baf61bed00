/** @jest-environment node */
import { readFileSync } from 'node:fs';

const page = readFileSync('docs/configure.md', 'utf8');

/** The actions that the backend asks for when it is denied, which are those that it calls. */
const needed = /may use (log:.*) of this project/
  .exec(readFileSync('pkg/sls/errors.go', 'utf8'))![1]!
  .match(/log:\w+/g)!;

interface Policy {
  Statement: Array<{ Action: string | string[]; Resource: string }>;
}

test('the least policy allows what the backend calls, and no more', () => {
  const [policy] = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, json]) => JSON.parse(json!) as Policy);
  expect(policy!.Statement.flatMap(({ Action }) => Action).sort()).toEqual([...needed].sort());
});

test('every setting that an example has is on the page, or on that about Jaeger', () => {
  const pages = page + readFileSync('docs/jaeger.md', 'utf8');
  const examples = JSON.parse(readFileSync('tests/contract/settings.json', 'utf8')) as Array<{
    normalised?: Record<string, unknown>;
  }>;
  const names = examples.flatMap(({ normalised }) => Object.keys(normalised ?? {}));
  // Headers are numbered from 1 on.
  const settings = new Set(names.map((name) => name.replace(/\d+$/, '1')));
  expect(settings.size).toBeGreaterThan(15);
  expect([...settings].filter((name) => !new RegExp(`\\b${name}\\b`).test(pages))).toEqual([]);
});
