/** @jest-environment node */
import { exportRequest, exportSpans } from './export';
import { newSpan, tagsOf, type Trace } from './model';
import { serving } from './serving';

const traceID = '00000000000000ab0123456789abcdef';

const shop = { service: 'shop', resource: tagsOf({ ip: '10.0.0.1' }), scopeName: 'http', scopeVersion: '1.2' };

const spans = [
  newSpan({
    ...shop,
    traceID,
    spanID: '0000000000000001',
    operation: 'POST /orders',
    kind: 'server',
    status: 'error',
    statusMessage: 'out of stock',
    start: 1_543_800_000_123_456,
    duration: 7,
    tags: tagsOf({
      text: 'a',
      yes: true,
      int: 9_007_199_254_740_993n,
      whole: 2,
      bytes: Uint8Array.of(0, 0xfe),
    }),
    events: [{ time: 1_543_800_000_123_457, name: 'tick', tags: tagsOf({ n: 1n }) }],
    links: [{ traceID, spanID: '00000000000000ff', tags: tagsOf({ reason: 'batch' }) }],
    warnings: ['skewed'],
    traceState: 'a=b',
  }),
  newSpan({ traceID, spanID: '0000000000000002', service: 'cron', operation: 'tick', start: 1, duration: 0 }),
  newSpan({ ...shop, traceID, spanID: '0000000000000003', parentSpanID: '0000000000000001', operation: 'charge' }),
];

const whole = {
  traceId: traceID,
  spanId: '0000000000000001',
  parentSpanId: '',
  traceState: 'a=b',
  name: 'POST /orders',
  kind: 2,
  startTimeUnixNano: '1543800000123456000',
  endTimeUnixNano: '1543800000123463000',
  attributes: [
    { key: 'text', value: { stringValue: 'a' } },
    { key: 'yes', value: { boolValue: true } },
    { key: 'int', value: { intValue: '9007199254740993' } },
    { key: 'whole', value: { doubleValue: 2 } },
    { key: 'bytes', value: { bytesValue: 'AP4=' } },
    { key: '@jaeger@warnings', value: { arrayValue: { values: [{ stringValue: 'skewed' }] } } },
  ],
  events: [{ timeUnixNano: '1543800000123457000', name: 'tick', attributes: [{ key: 'n', value: { intValue: '1' } }] }],
  links: [
    {
      traceId: traceID,
      spanId: '00000000000000ff',
      attributes: [{ key: 'reason', value: { stringValue: 'batch' } }],
    },
  ],
  status: { code: 2, message: 'out of stock' },
};

test('spans are grouped by resource and scope, and keep all they hold', () => {
  expect(exportRequest(spans)).toMatchObject({
    resourceSpans: [
      {
        resource: {
          attributes: [
            { key: 'service.name', value: { stringValue: 'shop' } },
            { key: 'ip', value: { stringValue: '10.0.0.1' } },
          ],
        },
        scopeSpans: [
          {
            scope: { name: 'http', version: '1.2' },
            spans: [whole, { spanId: '0000000000000003', parentSpanId: '0000000000000001', kind: 0 }],
          },
        ],
      },
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'cron' } }] },
        scopeSpans: [{ spans: [{ name: 'tick', status: { code: 0 }, endTimeUnixNano: '1000' }] }],
      },
    ],
  });
});

const traces: Trace[] = [{ id: traceID, spans: Array.from({ length: 300 }, () => spans).flat() }];

test('an export goes in parts, and says how many spans that were', async () => {
  const sizes = (bodies: string[]) => bodies.map((body) => body.match(/"spanId":"0{15}[1-3]"/g)?.length);
  const seen = await serving(
    () => ({ status: 200 }),
    (port) => expect(exportSpans(`http://127.0.0.1:${port}`, traces)).resolves.toBe(900),
  );
  expect(seen.map(({ request }) => request)).toEqual(['POST /v1/traces', 'POST /v1/traces']);
  expect(sizes(seen.map(({ body }) => body))).toEqual([500, 400]);
});

test.each([
  { name: 'a refusal', status: 503, body: { message: 'full' }, message: /refused the spans: 503 .*full/ },
  {
    name: 'a refusal of some spans',
    status: 200,
    body: { partialSuccess: { rejectedSpans: '2', errorMessage: 'too old' } },
    message: /refused some of the spans: .*too old/,
  },
])('$name is told', async ({ status, body, message }) => {
  await serving(
    () => ({ status, body }),
    (port) => expect(exportSpans(`http://127.0.0.1:${port}`, traces)).rejects.toThrow(message),
  );
});
