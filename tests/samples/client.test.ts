/** @jest-environment node */
import { addressOf, fixedAddress } from './address';
import { batches, Project } from './client';
import { pushLogLines } from './loki';
import type { LogLine, Row } from './model';
import { readOptions } from './options';
import { serving } from './serving';

function row(fields: Partial<Row> = {}): Row {
  return { logstore: 'spans', time: 1, topic: '', source: '0.0.0.0', contents: [['name', 'a']], ...fields };
}

test.each([
  { name: 'one request for one logstore', rows: [row(), row()], sizes: [2] },
  { name: 'one a logstore', rows: [row(), row({ logstore: 'other' }), row()], sizes: [2, 1] },
  { name: 'one a topic', rows: [row(), row({ topic: 'collector' })], sizes: [1, 1] },
  { name: 'one a source', rows: [row(), row({ source: '10.0.0.1' })], sizes: [1, 1] },
  {
    name: 'a thousand records at the most',
    rows: Array.from({ length: 2_001 }, () => row()),
    sizes: [1_000, 1_000, 1],
  },
  {
    name: 'a megabyte at the most',
    rows: Array.from({ length: 5 }, () => row({ contents: [['name', '€'.repeat(150_000)]] })),
    sizes: [2, 2, 1],
  },
])('batches: $name', ({ rows, sizes }) => {
  expect(batches(rows).map(({ group }) => group.logs.length)).toEqual(sizes);
});

test.each([
  { given: 'cn-hangzhou.log.aliyuncs.com', endpoint: 'https://cn-hangzhou.log.aliyuncs.com' },
  { given: 'http://127.0.0.1:8080', endpoint: 'http://localhost:8080' },
  { given: 'http://localhost:8080/', endpoint: 'http://localhost:8080' },
  { given: 'https://10.0.0.7', endpoint: 'https://10.0.0.7' },
])('the endpoint $given', ({ given, endpoint }) => {
  expect(addressOf(given).endpoint).toBe(endpoint);
});

test.each([
  { name: 'bookinfo.localhost', address: '127.0.0.1' },
  { name: 'localhost', address: '127.0.0.1' },
  { name: 'bookinfo.10.0.0.7', address: '10.0.0.7' },
  { name: 'bookinfo.cn-hangzhou.log.aliyuncs.com', address: undefined },
])('the host $name', ({ name, address }) => {
  expect(fixedAddress(name)).toBe(address);
});

function projectAt(port: number): Project {
  return new Project({ endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'id', accessKeySecret: 'secret' }, 'demo');
}

const logstores = [
  { name: 'spans', index: { keys: {} } },
  { name: 'deps', index: null },
];

test('a project is made with what it lacks', async () => {
  const codes: Array<[part: RegExp, code: string]> = [
    [/^GET \/(\?|$)/, 'ProjectNotExist'],
    [/^GET \/logstores\/\w+(\?|$)/, 'LogStoreNotExist'],
    [/^GET \/logstores\/\w+\/index/, 'IndexConfigNotExist'],
  ];
  const seen = await serving(
    ({ request }) => {
      const code = codes.find(([part]) => part.test(request))?.[1];
      return code ? { status: 404, body: { errorCode: code, errorMessage: 'missing' } } : { status: 200 };
    },
    (port) => projectAt(port).create(logstores),
  );
  expect(
    seen
      .filter(({ request }) => request.startsWith('POST'))
      .map(({ request, body }) => [request.replace('?', ''), body]),
  ).toEqual([
    ['POST /', '{"projectName":"demo","description":"Samples of Jaeger on Log Service"}'],
    ['POST /logstores', '{"logstoreName":"spans","ttl":30,"shardCount":2}'],
    ['POST /logstores/spans/index', '{"keys":{}}'],
    ['POST /logstores', '{"logstoreName":"deps","ttl":30,"shardCount":2}'],
  ]);
  expect(seen[0]?.host).toMatch(/^demo\.localhost:\d+$/);
});

test('what exists stays as it is', async () => {
  const seen = await serving(
    () => ({ status: 200 }),
    (port) => projectAt(port).create(logstores),
  );
  expect(seen.map(({ request }) => request.split(' ')[0])).toEqual(['GET', 'GET', 'GET', 'GET']);
});

test('an error of the service is not swallowed', async () => {
  await serving(
    () => ({ status: 401, body: { errorCode: 'Unauthorized', errorMessage: 'no permission' } }),
    (port) => expect(projectAt(port).create(logstores)).rejects.toThrow('no permission'),
  );
});

const lines: LogLine[] = [
  { time: 2_000_001, labels: { app: 'web' }, line: 'second', metadata: { trace_id: 'ab' } },
  { time: 1_000_001, labels: { app: 'web' }, line: 'first', metadata: {} },
  { time: 3_000_000, labels: { app: 'emoji' }, line: 'third', metadata: {} },
];

test('log lines go to Loki by their labels, in order, in nanoseconds', async () => {
  const seen = await serving(
    () => ({ status: 204 }),
    (port) => pushLogLines(`http://127.0.0.1:${port}`, lines),
  );
  expect(seen.map(({ request }) => request)).toEqual(['POST /loki/api/v1/push']);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    streams: [
      {
        stream: { app: 'web' },
        values: [
          ['1000001000', 'first'],
          ['2000001000', 'second', { trace_id: 'ab' }],
        ],
      },
      { stream: { app: 'emoji' }, values: [['3000000000', 'third']] },
    ],
  });
});

test('a refusal of Loki is told', async () => {
  await serving(
    () => ({ status: 400, body: { message: 'too old' } }),
    (port) =>
      expect(pushLogLines(`http://127.0.0.1:${port}`, lines)).rejects.toThrow(/refused the log lines: 400 .*too old/),
  );
});

const needed = ['--endpoint', 'http://localhost:1'];
const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' };

test('the command line is read', () => {
  const args = [...needed, '--sample', 'b', '--now', '2026-06-01T12:00:00Z', '--for', '10s', '--access-key-id', 'own'];
  expect(readOptions(args, ['a', 'b'], keys)).toMatchObject({
    samples: ['b'],
    access: { endpoint: 'http://localhost:1', accessKeyId: 'own', accessKeySecret: 'secret' },
    now: Date.UTC(2026, 5, 1, 12),
    minutes: 30,
    duration: 10_000,
    projectPrefix: '',
    healthy: false,
    deps: false,
  });
  expect(readOptions([...args, '--healthy', '--deps'], ['a', 'b'], keys)).toMatchObject({ healthy: true, deps: true });
  expect(readOptions([...args, '--otlp', 'http://localhost:2'], ['a', 'b'], keys).otlp).toBe('http://localhost:2');
});

test.each([
  { name: 'no endpoint', args: [], environment: keys, message: '--endpoint is missing' },
  { name: 'no key', args: needed, environment: {}, message: '--access-key-id is missing' },
  { name: 'no such sample', args: [...needed, '--sample', 'c'], environment: keys, message: 'choose one of a, b, all' },
  { name: 'no time', args: [...needed, '--now', 'noon'], environment: keys, message: '--now must be' },
  { name: 'no length', args: [...needed, '--for', '10 days'], environment: keys, message: '--for must be' },
  { name: 'unknown option', args: [...needed, '--what', '1'], environment: keys, message: "Unknown option '--what'" },
])('the command line is refused: $name', ({ args, environment, message }) => {
  expect(() => readOptions(args, ['a', 'b'], environment)).toThrow(message);
});
