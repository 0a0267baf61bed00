/** @jest-environment node */
import { newSpan, tagsOf, type StoredSpan } from '../model';
import { writers, type Dialect } from './dialects';

const traceID = '00000000000000ab0123456789abcdef';
const otherTraceID = '000000000000000000a1b2c3d4e5f607';

/** A span with something in every field. */
const full = newSpan({
  traceID,
  spanID: '0000000000000d05',
  parentSpanID: '00f067aa0ba902b7',
  service: '订单',
  operation: 'GET /<a>&b',
  kind: 'server',
  status: 'error',
  statusMessage: 'out of stock',
  start: 1_543_800_000_123_456,
  duration: 2_000_000,
  tags: tagsOf({
    text: 'a "b"',
    yes: true,
    no: false,
    int: 9_007_199_254_740_993n,
    float: 1.4,
    small: 0.00001,
    bytes: Uint8Array.of(0, 0xfe),
  }),
  resource: tagsOf({ 'host.name': 'node-7', 'process.pid': 42n }),
  events: [
    {
      time: 1_543_800_000_200_000,
      name: 'exception',
      tags: tagsOf({
        int: 7n,
        zero: 0n,
        no: false,
        yes: true,
        empty: '',
        float: 1.4,
        bytes: Uint8Array.of(0xca, 0xfe),
      }),
    },
  ],
  links: [{ traceID: otherTraceID, spanID: '0000000000000042', tags: tagsOf({ n: 1n }) }],
  warnings: ['skewed'],
  scopeName: 'lib',
  scopeVersion: '1.2',
  traceState: 'a=b',
});

/** A root with nothing but a name, in a trace of 64 bits. */
const bare = newSpan({
  traceID: otherTraceID,
  spanID: '0000000000000042',
  service: 'cron',
  operation: 'tick',
  start: 1_543_800_001_000_000,
});

const legacyFields =
  '{"key":"event","vType":"string","vStr":"exception"},{"key":"int","vType":"int64","vNum":7},{"key":"zero","vType":"int64"},' +
  '{"key":"no","vType":"bool"},{"key":"yes","vType":"bool","vNum":1},{"key":"empty","vType":"string"},' +
  '{"key":"float","vType":"float64","vNum":4608983858650965606},{"key":"bytes","vType":"binary","vBlob":"yv4="}';

const legacyTags: StoredSpan['contents'] = [
  ['process.serviceName', '订单'],
  ['tags.text', 'a "b"'],
  ['tags.yes', 'true'],
  ['tags.no', 'false'],
  ['tags.int', '9007199254740993'],
  ['tags.float', '1.4'],
  ['tags.small', '1e-05'],
  ['tags.bytes', '00fe'],
  ['tags.span.kind', 'server'],
  ['tags.error', 'true'],
  ['process.tags.host.name', 'node-7'],
  ['process.tags.process.pid', '42'],
];

const legacyLogs = `[{"timestamp":"2018-12-03T09:20:00.2+08:00","fields":[${legacyFields}]}]`;

const forkAttribute =
  '{"bytes":"00fe","error":"true","float":"1.4","int":"9007199254740993","no":"false","small":"1e-05","span.kind":"server","text":"a \\"b\\"","yes":"true"}';

const forkLogs =
  '[{"attribute":{"bytes":"cafe","empty":"","event":"exception","float":"1.4","int":"7","no":"false","yes":"true","zero":"0"},"time":1543800000200000000}]';

const jaeger = { topic: '', source: '0.0.0.0' };
const collector = { topic: 'otel-collector-5c7d9b8f6d-k2x7q', source: '10.42.0.17' };

const cases: Array<{ name: string; dialect: Dialect; span: typeof full; stored: StoredSpan }> = [
  {
    name: 'L0: nanoseconds, no padding',
    dialect: 'L0',
    span: full,
    stored: {
      time: 1_543_800_000,
      ...jaeger,
      contents: [
        ['traceID', 'ab0123456789abcdef'],
        ['spanID', 'd05'],
        ['parentSpanID', 'f067aa0ba902b7'],
        ['operationName', 'GET /<a>&b'],
        ['flags', '1'],
        ['startTime', '1543800000123456000'],
        ['duration', '2000000000'],
        ...legacyTags,
        [
          'reference',
          '[{"refType":"child-of","traceID":"ab0123456789abcdef","spanID":"f067aa0ba902b7"},{"refType":"follows-from","traceID":"a1b2c3d4e5f607","spanID":"42"}]',
        ],
        ['logs', legacyLogs],
        ['Warnings', '["skewed"]'],
      ],
    },
  },
  {
    name: 'L1: microseconds, trace IDs of 16 or 32 digits',
    dialect: 'L1',
    span: full,
    stored: {
      time: 1_543_800_000,
      ...jaeger,
      contents: [
        ['traceID', traceID],
        ['spanID', 'd05'],
        ['parentSpanID', 'f067aa0ba902b7'],
        ['operationName', 'GET /<a>&b'],
        ['flags', '1'],
        ['startTime', '1543800000123456'],
        ['duration', '2000000'],
        ...legacyTags,
        [
          'reference',
          `[{"refType":"child-of","traceID":"${traceID}","spanID":"f067aa0ba902b7"},{"refType":"follows-from","traceID":"00a1b2c3d4e5f607","spanID":"42"}]`,
        ],
        ['logs', legacyLogs],
        ['Warnings', '["skewed"]'],
      ],
    },
  },
  {
    name: 'L1: a bare root leaves out references, logs and warnings',
    dialect: 'L1',
    span: bare,
    stored: {
      time: 1_543_800_001,
      ...jaeger,
      contents: [
        ['traceID', '00a1b2c3d4e5f607'],
        ['spanID', '42'],
        ['parentSpanID', '0'],
        ['operationName', 'tick'],
        ['flags', '1'],
        ['startTime', '1543800001000000'],
        ['duration', '0'],
        ['process.serviceName', 'cron'],
      ],
    },
  },
  {
    name: 'LC: the second of the end, status in tags',
    dialect: 'LC',
    span: full,
    stored: {
      time: 1_543_800_002,
      topic: '',
      source: '10.20.0.9',
      contents: [
        ['traceID', traceID],
        ['spanID', '0000000000000d05'],
        ['reference', `[{"TraceID":"${otherTraceID}","SpanID":"0000000000000042","RefType":"TYPE_UNSPECIFIED"}]`],
        ['parentSpanID', '00f067aa0ba902b7'],
        ['startTime', '1543800000123456'],
        ['operationName', 'GET /<a>&b'],
        ['duration', '2000000'],
        ['tags.text', 'a "b"'],
        ['tags.yes', 'true'],
        ['tags.no', 'false'],
        ['tags.int', '9007199254740993'],
        ['tags.float', '1.4'],
        ['tags.small', '1e-05'],
        ['tags.bytes', 'AP4='],
        [
          'logs',
          '[{"TimeUs":1543800000200000,"Fields":{"bytes":"yv4=","description":"exception","empty":"","float":"1.4","int":"7","no":"false","yes":"true","zero":"0"}}]',
        ],
        ['tags.span.kind', 'server'],
        ['tags.status.code', '2'],
        ['tags.status.message', 'out of stock'],
        ['process.tags.hostname', 'node-7'],
        ['process.tags.pid', '42'],
        ['process.serviceName', '订单'],
      ],
    },
  },
  {
    name: 'LC: a bare root has the parent 0, and no flags',
    dialect: 'LC',
    span: bare,
    stored: {
      time: 1_543_800_001,
      topic: '',
      source: '10.20.0.9',
      contents: [
        ['traceID', otherTraceID],
        ['spanID', '0000000000000042'],
        ['parentSpanID', '0'],
        ['startTime', '1543800001000000'],
        ['operationName', 'tick'],
        ['duration', '0'],
        ['tags.span.kind', ''],
        ['tags.status.code', '0'],
        ['tags.status.message', ''],
        ['process.serviceName', 'cron'],
      ],
    },
  },
  {
    name: "O1: OpenTelemetry's keys, always UNSET",
    dialect: 'O1',
    span: full,
    stored: {
      time: 1_543_800_000,
      ...jaeger,
      contents: [
        ['traceID', traceID],
        ['spanID', 'd05'],
        ['parentSpanID', 'f067aa0ba902b7'],
        ['name', 'GET /<a>&b'],
        ['flags', '1'],
        ['start', '1543800000123456'],
        ['duration', '2000000'],
        ['end', '1543800002123456'],
        ['service', '订单'],
        ['statusCode', 'UNSET'],
        ['attribute', forkAttribute],
        ['resource', '{"host.name":"node-7","process.pid":"42"}'],
        ['kind', 'server'],
        [
          'links',
          `[{"refType":"child-of","traceID":"${traceID}","spanID":"f067aa0ba902b7"},{"refType":"follows-from","traceID":"00a1b2c3d4e5f607","spanID":"42"}]`,
        ],
        ['logs', forkLogs],
        ['statusMessage', '["skewed"]'],
      ],
    },
  },
  {
    name: 'O1: a bare root has 32 digits, and no kind',
    dialect: 'O1',
    span: bare,
    stored: {
      time: 1_543_800_001,
      ...jaeger,
      contents: [
        ['traceID', otherTraceID],
        ['spanID', '42'],
        ['parentSpanID', '0'],
        ['name', 'tick'],
        ['flags', '1'],
        ['start', '1543800001000000'],
        ['duration', '0'],
        ['end', '1543800001000000'],
        ['service', 'cron'],
        ['statusCode', 'UNSET'],
        ['attribute', '{}'],
        ['resource', '{}'],
      ],
    },
  },
  {
    name: 'P1: padded span IDs, references in capitals, the process ID',
    dialect: 'P1',
    span: full,
    stored: {
      time: 1_543_800_000,
      ...jaeger,
      contents: [
        ['traceID', traceID],
        ['spanID', '0000000000000d05'],
        ['parentSpanID', '00f067aa0ba902b7'],
        ['name', 'GET /<a>&b'],
        ['flags', '1'],
        ['start', '1543800000123456'],
        ['duration', '2000000'],
        ['end', '1543800002123456'],
        ['service', '订单'],
        ['statusCode', 'UNSET'],
        ['attribute', forkAttribute],
        ['resource', '{"ProcessID":"p1","host.name":"node-7","process.pid":"42"}'],
        ['kind', 'server'],
        [
          'links',
          `[{"RefType":"CHILD_OF","SpanID":"00f067aa0ba902b7","TraceID":"${traceID}"},{"RefType":"FOLLOWS_FROM","SpanID":"0000000000000042","TraceID":"00a1b2c3d4e5f607"}]`,
        ],
        ['logs', forkLogs],
        ['statusMessage', '["skewed"]'],
      ],
    },
  },
  {
    name: 'P1: a bare root has a parent of zeros, and empty kind, links and logs',
    dialect: 'P1',
    span: bare,
    stored: {
      time: 1_543_800_001,
      ...jaeger,
      contents: [
        ['traceID', '00a1b2c3d4e5f607'],
        ['spanID', '0000000000000042'],
        ['parentSpanID', '0000000000000000'],
        ['name', 'tick'],
        ['flags', '1'],
        ['start', '1543800001000000'],
        ['duration', '0'],
        ['end', '1543800001000000'],
        ['service', 'cron'],
        ['statusCode', 'UNSET'],
        ['attribute', '{}'],
        ['resource', '{"ProcessID":"p1"}'],
        ['kind', ''],
        ['links', '[]'],
        ['logs', '[]'],
      ],
    },
  },
  {
    name: 'T1: typed attributes, the second of the end',
    dialect: 'T1',
    span: full,
    stored: {
      time: 1_543_800_002,
      ...collector,
      contents: [
        ['host', 'node-7'],
        ['service', '订单'],
        ['resource', '{"process.pid":"42"}'],
        ['otlp.name', 'lib'],
        ['otlp.version', '1.2'],
        ['traceID', traceID],
        ['spanID', '0000000000000d05'],
        ['parentSpanID', '00f067aa0ba902b7'],
        ['kind', 'server'],
        ['name', 'GET /<a>&b'],
        ['links', `[{"attribute":{"n":1},"spanID":"0000000000000042","traceID":"${otherTraceID}"}]`],
        [
          'logs',
          '[{"attribute":{"bytes":"yv4=","empty":"","float":1.4,"int":7,"no":false,"yes":true,"zero":0},"name":"exception","time":1543800000200000000}]',
        ],
        ['traceState', 'a=b'],
        ['start', '1543800000123456'],
        ['end', '1543800002123456'],
        ['duration', '2000000'],
        [
          'attribute',
          '{"bytes":"AP4=","float":1.4,"int":9007199254740993,"no":false,"small":0.00001,"text":"a \\"b\\"","yes":true}',
        ],
        ['statusCode', 'ERROR'],
        ['statusMessage', 'out of stock'],
      ],
    },
  },
  {
    name: 'T1: a bare root has every key, and an empty parent',
    dialect: 'T1',
    span: bare,
    stored: {
      time: 1_543_800_001,
      ...collector,
      contents: [
        ['host', ''],
        ['service', 'cron'],
        ['resource', '{}'],
        ['otlp.name', ''],
        ['otlp.version', ''],
        ['traceID', otherTraceID],
        ['spanID', '0000000000000042'],
        ['parentSpanID', ''],
        ['kind', ''],
        ['name', 'tick'],
        ['links', '[]'],
        ['logs', '[]'],
        ['traceState', ''],
        ['start', '1543800001000000'],
        ['end', '1543800001000000'],
        ['duration', '0'],
        ['attribute', '{}'],
        ['statusCode', 'UNSET'],
        ['statusMessage', ''],
      ],
    },
  },
];

test.each(cases)('$name', ({ dialect, span, stored }) => {
  expect(writers[dialect](span)).toEqual(stored);
});

test.each([
  { name: 'kinds other than client and server are lost in LC', kind: 'producer' as const, stored: '' },
  { name: 'client stays', kind: 'client' as const, stored: 'client' },
])('$name', ({ kind, stored }) => {
  expect(writers.LC({ ...bare, kind }).contents).toContainEqual(['tags.span.kind', stored]);
});

test.each([
  { name: 'the forks cut bytes', dialect: 'L1' as const, text: `${'61'.repeat(256)}...` },
  { name: 'the first release does not', dialect: 'L0' as const, text: '61'.repeat(300) },
])('$name', ({ dialect, text }) => {
  const tags = tagsOf({ bytes: new Uint8Array(300).fill(0x61) });
  expect(writers[dialect]({ ...bare, tags }).contents).toContainEqual(['tags.bytes', text]);
});

test.each([
  { value: 0, ten: '0', shortest: '0' },
  { value: 21, ten: '21', shortest: '21' },
  { value: 100_000, ten: '100000', shortest: '100000' },
  { value: 1_234_567, ten: '1234567', shortest: '1.234567e+06' },
  { value: 12_345_678_901.5, ten: '1.23456789e+10', shortest: '1.23456789015e+10' },
  { value: 1 / 3, ten: '0.3333333333', shortest: '0.3333333333333333' },
  { value: -2.5e-7, ten: '-2.5e-07', shortest: '-2.5e-07' },
])('doubles are printed as Go prints them: $value', ({ value, ten, shortest }) => {
  const tags = tagsOf({ value });
  expect(writers.L1({ ...bare, tags }).contents).toContainEqual(['tags.value', ten]);
  expect(writers.LC({ ...bare, tags }).contents).toContainEqual(['tags.value', shortest]);
});

test('JSON is escaped as Go escapes it', () => {
  const tags = tagsOf({ html: '<a href="x">&\u2028' });
  expect(writers.T1({ ...bare, tags }).contents).toContainEqual([
    'attribute',
    '{"html":"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028"}',
  ]);
});
