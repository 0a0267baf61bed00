/**
 * The official npm client writes to the emulator and reads back from it by GET, signed with version 1, the only form
 * and the only signature that it has. Run by tests/witness/run.sh, which says where the emulator is.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import Client, { type PageOptions } from '@alicloud/log';

import { accessKeyId, accessKeySecret, agent, client, endpoint, options, refused, region } from './emulated';
import { awkwardNames, index, span, spanCount } from './spans';

const project = 'witness-npm';
const logstore = 'spans';
const noon = Date.UTC(2026, 5, 1, 12) / 1_000;
const start = new Date(noon * 1_000);
const end = new Date((noon + 60) * 1_000);

function logs(page: PageOptions = {}, from = start, to = end): Promise<Array<Record<string, string>>> {
  return client.getLogs(project, logstore, from, to, page, options);
}

function numbers(rows: Array<Record<string, string>>): number[] {
  return rows.map((row) => Number(row['duration'])).sort((a, b) => a - b);
}

before(async () => {
  await client.createProject(project, { description: 'for the npm client' }, options);
  await client.createLogStore(project, logstore, { ttl: 7, shardCount: 2 }, options);
  await client.createIndex(project, logstore, index, options);
  const written = Array.from({ length: spanCount }, (_, number) => ({
    timestamp: noon + Math.floor(number / 10),
    timestampNsPart: 123_456_789,
    content: span(number),
  }));
  const group = { topic: 'topic', source: '10.0.0.1', tags: [{ type: 'span 🍩' }] };
  await client.postLogStoreLogs(project, logstore, { ...group, logs: written.slice(0, 125) }, options);
  await client.postLogStoreLogs(project, logstore, { ...group, logs: written.slice(125) }, options);
});

after(() => {
  agent.destroy();
});

void test('a project', async () => {
  const found = (await client.getProject(project, options)) as Record<string, unknown>;
  assert.equal(found['projectName'], project);
  assert.equal(found['description'], 'for the npm client');
  assert.equal(found['region'], region);
  await refused('ProjectNotExist', client.getProject('nowhere-npm', options));
  await refused('ProjectAlreadyExist', client.createProject(project, { description: 'again' }, options));
});

void test('logstores', async () => {
  await client.createLogStore(project, 'second', { ttl: 3, shardCount: 1 }, options);
  const all = { count: 2, total: 2, logstores: ['second', logstore] };
  assert.deepEqual(await client.listLogStore(project, {}, options), all);
  const named = await client.listLogStore(project, { logstoreName: 'seco' }, options);
  assert.deepEqual(named, { count: 1, total: 1, logstores: ['second'] });
  const page = await client.listLogStore(project, { offset: 1, size: 1 }, options);
  assert.deepEqual(page, { count: 1, total: 2, logstores: [logstore] });
  const found = (await client.getLogStore(project, 'second', options)) as Record<string, unknown>;
  assert.deepEqual([found['logstoreName'], found['ttl'], found['shardCount']], ['second', 3, 1]);
  await refused('LogStoreNotExist', client.getLogStore(project, 'nowhere', options));
  await refused('IndexConfigNotExist', client.getIndexConfig(project, 'second', options));
  await refused('IndexConfigNotExist', client.getLogs(project, 'second', start, end, { query: '*' }, options));
});

void test('an index, as it was made', async () => {
  const found = (await client.getIndexConfig(project, logstore, options)) as { keys: object; line: object };
  assert.deepEqual(found.keys, index.keys);
  assert.deepEqual(found.line, index.line);
  await refused('IndexAlreadyExist', client.createIndex(project, logstore, index, options));
});

void test('every record as it was written, page by page', async () => {
  const found = new Map<number, Record<string, string>>();
  const sizes: number[] = [];
  for (const offset of [0, 100, 200, 300]) {
    const rows = await logs({ query: '*', line: 100, offset });
    sizes.push(rows.length);
    rows.forEach((row) => found.set(Number(row['duration']), row));
  }
  assert.deepEqual(sizes, [100, 100, spanCount - 200, 0]);
  for (let number = 0; number < spanCount; number += 1) {
    assert.deepEqual(found.get(number), {
      ...span(number),
      __topic__: 'topic',
      __source__: '10.0.0.1',
      '__tag__:type': 'span 🍩',
      __time__: String(noon + Math.floor(number / 10)),
      __time_ns_part__: '123456789',
    });
  }
});

void test('pages without a query, shorter ones, and those that are too long', async () => {
  assert.equal((await logs()).length, 100);
  assert.equal((await logs({ query: '*', line: 7, offset: 248 })).length, 2);
  assert.equal((await logs({ query: '*', line: 1_000 })).length, 100);
  assert.equal((await logs({ query: '*', topic: 'other' })).length, 0);
});

void test('order and range', async () => {
  const times = (rows: Array<Record<string, string>>): number[] => rows.map((row) => Number(row['__time__']) - noon);
  assert.deepEqual(times(await logs({ query: '*', line: 1, reverse: true, accurate: true })), [24]);
  assert.deepEqual(times(await logs({ query: '*', line: 1, reverse: false, accurate: true })), [0]);
  const part = await logs({ query: '*' }, new Date((noon + 5) * 1_000), new Date((noon + 7) * 1_000));
  assert.deepEqual(
    numbers(part),
    Array.from({ length: 20 }, (_, number) => 50 + number),
  );
});

for (const { query, found } of [
  { query: 'traceID: 00000000000000000000000000000003', found: 50 },
  { query: 'duration >= 240', found: 10 },
  { query: 'duration in [10 20)', found: 10 },
  { query: 'attribute.http.status_code: 500', found: 10 },
  { query: 'name: "GET /支付/77"', found: 1 },
  { query: 'name: "甜甜圈 🍩"', found: 1 },
  { query: 'attribute.http.method: GET and not duration < 200', found: 50 },
  { query: '100%_of', found: 1 },
  { query: 'nowhere', found: 0 },
]) {
  void test(`the search ${query} and its histogram`, async () => {
    assert.equal((await logs({ query })).length, found);
    const parts = await client.getHistograms(project, logstore, start, end, { query }, options);
    assert.equal(
      parts.reduce((sum, { count }) => sum + count, 0),
      found,
    );
  });
}

void test('a histogram by an interval', async () => {
  const parts = await client.getHistograms(project, logstore, start, end, { query: '*', interval: 20 }, options);
  assert.deepEqual(
    parts,
    [200, 50, 0].map((count, part) => ({
      from: noon + part * 20,
      to: noon + part * 20 + 20,
      count,
      progress: 'Complete',
    })),
  );
});

void test('SQL', async () => {
  const rows = await logs({
    query:
      '* | select traceID as "traceID", count(1) as spans, avg(ratio) as mean, ' +
      'bool_or("attribute.http.status_code" >= 500) as failed from log where duration > 0 group by 1 order by 1',
  });
  assert.deepEqual(
    rows.map((row) => row['spans']),
    ['49', '50', '50', '50', '50'],
  );
  assert.deepEqual(rows[1], { traceID: span(1)['traceID'], spans: '50', mean: '30.875', failed: 'false' });
  assert.equal((await logs({ query: '* | select duration from log', powerSql: true })).length, 100);
  const most = await logs({ query: '* | select duration from log limit 1000' });
  assert.deepEqual(
    numbers(most),
    Array.from({ length: spanCount }, (_, number) => number),
  );
  const page = await logs({ query: '* | select duration from log order by duration limit 10, 2' });
  assert.deepEqual(page, [{ duration: '10' }, { duration: '11' }]);
});

for (const [number, name] of awkwardNames.entries()) {
  void test(`SQL finds the awkward name ${JSON.stringify(name)}`, async () => {
    const query = `* | select duration, name from log where name = '${name.replaceAll("'", "''")}'`;
    assert.deepEqual(await logs({ query }), [{ duration: String(number), name }]);
  });
}

for (const { name, query, says } of [
  { name: "a column that isn't indexed", query: '* | select absent from log', says: 'absent' },
  { name: 'a number compared with text', query: "* | select 1 from log where duration = '1'", says: 'bigint, varchar' },
  { name: 'text in double quotes', query: '* | select 1 from log where name = "x"', says: 'cannot be resolved' },
  { name: 'division by zero', query: '* | select 1 / 0 from log', says: 'zero' },
  { name: 'a trailing semicolon', query: '* | select 1 from log;', says: "';'" },
  { name: "a key that isn't indexed", query: 'absent: kept', says: 'absent' },
  { name: 'an open bracket', query: '(name: x', says: '' },
]) {
  void test(`refused: ${name}`, () => refused('ParameterInvalid', logs({ query }), says));
}

void test('refused: what is missing or out of range', async () => {
  await refused('LogStoreNotExist', client.getLogs(project, 'nowhere', start, end, { query: '*' }, options));
  await refused('ProjectNotExist', client.getLogs('nowhere-npm', logstore, start, end, { query: '*' }, options));
  await refused('InvalidTimeRange', logs({ query: '*' }, start, start));
  await refused('InvalidOffset', logs({ query: '*', offset: -1 }));
  await refused('InvalidLine', logs({ query: '*', line: -1 }));
  await refused('ParameterInvalid', logs({ query: '* | select 1 from log', offset: 10 }), 'offset');
});

void test('refused: keys', async () => {
  const wrong = new Client({ endpoint, accessKeyId, accessKeySecret: 'wrong' });
  await refused('SignatureNotMatch', wrong.getLogs(project, logstore, start, end, { query: '*' }, options));
  const unknown = new Client({ endpoint, accessKeyId: 'nobody', accessKeySecret });
  await refused('Unauthorized', unknown.getLogs(project, logstore, start, end, { query: '*' }, options));
  const temporary = new Client({ endpoint, accessKeyId, accessKeySecret, securityToken: 'stranger' });
  await refused('Unauthorized', temporary.getLogs(project, logstore, start, end, { query: '*' }, options));
});
