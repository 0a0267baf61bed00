import { newSpan, tagsOf, type Tag, type Trace } from '../model';

/** 128 bits, the first digits zero: Jaeger's first release leaves the zeros out. */
export const longTraceID = '00000000000000ab0123456789abcdef';

/** 64 bits, the first digits zero: Jaeger's writers print 16 digits, others 32. */
export const shortTraceID = '000000000000000000a1b2c3d4e5f607';

const shop: Tag[] = tagsOf({ 'host.name': 'node-7', 'k8s.pod.name': 'shop-6f7d-x2', 'process.pid': 4711n });
const mailer: Tag[] = tagsOf({ 'k8s.pod.name': 'mailer-0', region: '华东 1', 'telemetry.sdk.language': 'java' });

/**
 * Two small traces with something of everything that a span can hold, which every
 * dialect stores as far as it can. Times are µs after the base.
 */
export const fixedTraces: Trace[] = [
  {
    id: longTraceID,
    spans: [
      newSpan({
        traceID: longTraceID,
        spanID: '0000000000000d05',
        service: 'shop',
        operation: 'POST /订单',
        kind: 'server',
        status: 'ok',
        start: 123_456,
        duration: 987_654,
        tags: tagsOf({
          'http.method': 'POST',
          'http.status_code': 200n,
          'http.url': 'https://shop.example.com/订单?a=1&b=<2>',
          'order.id': 9_007_199_254_740_993n,
          'order.total': 1.4,
          'order.express': true,
          'order.gift': false,
          'order.digest': Uint8Array.of(0, 1, 0xfe, 0xff),
          'order.note': '',
        }),
        resource: shop,
        events: [
          {
            time: 133_456,
            name: 'validated',
            tags: tagsOf({
              rules: 3n,
              strict: true,
              lenient: false,
              score: 1.4,
              none: 0n,
              raw: Uint8Array.of(0xca, 0xfe),
              note: '好',
            }),
          },
          { time: 200_000, name: '', tags: tagsOf({ message: 'a line without a name' }) },
        ],
        scopeName: 'shop/http',
        scopeVersion: '1.2.3',
        traceState: 'vendor=a:1',
      }),
      newSpan({
        traceID: longTraceID,
        spanID: '00f067aa0ba902b7',
        parentSpanID: '0000000000000d05',
        service: 'shop',
        operation: 'order.v1.Orders/Create',
        kind: 'client',
        status: 'error',
        statusMessage: 'inventory is short: 库存不足',
        start: 223_456,
        duration: 400_000,
        tags: tagsOf({ 'rpc.system': 'grpc', 'rpc.grpc.status_code': 9n }),
        resource: shop,
        warnings: ['clock skew adjustment disabled; not applying calculated delta', 'two lines\nand "quotes"'],
      }),
      newSpan({
        traceID: longTraceID,
        spanID: 'a1b2c3d4e5f60718',
        parentSpanID: '00f067aa0ba902b7',
        service: '订单服务',
        operation: '创建订单 🛒',
        kind: 'server',
        status: 'error',
        statusMessage: 'inventory is short: 库存不足',
        start: 233_456,
        duration: 380_001,
        tags: tagsOf({ 'user.name': '王小明', 'rpc.system': 'grpc' }),
        resource: tagsOf({ 'k8s.pod.name': 'orders-0' }),
        events: [
          {
            time: 600_001,
            name: 'exception',
            tags: tagsOf({
              'exception.type': 'OutOfStock',
              'exception.message': '库存不足 📦',
              'exception.escaped': true,
              'exception.stacktrace': 'orders.Create\n\torders.go:42',
            }),
          },
        ],
      }),
      newSpan({
        traceID: longTraceID,
        spanID: '000000000000beef',
        parentSpanID: '0000000000000d05',
        service: 'shop',
        operation: 'orders publish',
        kind: 'producer',
        start: 700_000,
        duration: 1_500,
        tags: tagsOf({ 'messaging.system': 'rocketmq', 'messaging.batch.message_count': 2n }),
        resource: shop,
      }),
      newSpan({
        traceID: longTraceID,
        spanID: '8000000000000001',
        parentSpanID: '000000000000beef',
        service: 'mailer',
        operation: 'orders process',
        kind: 'consumer',
        start: 1_050_000,
        duration: 60_000,
        tags: tagsOf({ 'messaging.system': 'rocketmq', 'retry.rate': 0.00001, 'retry.big': 12_345_678_901.5 }),
        resource: mailer,
        links: [{ traceID: shortTraceID, spanID: '0000000000000042', tags: tagsOf({ reason: 'batch', index: 1n }) }],
      }),
      newSpan({
        traceID: longTraceID,
        spanID: '8000000000000002',
        parentSpanID: '8000000000000001',
        service: 'mailer',
        operation: 'render',
        kind: 'internal',
        start: 1_060_000,
        duration: 0,
        resource: mailer,
      }),
    ],
  },
  {
    id: shortTraceID,
    spans: [
      newSpan({
        traceID: shortTraceID,
        spanID: '0000000000000042',
        service: 'cron',
        operation: 'nightly',
        start: 2_000_000,
        duration: 3_000_000,
      }),
      newSpan({
        traceID: shortTraceID,
        spanID: '0000000000000043',
        parentSpanID: '0000000000000042',
        service: 'cron',
        operation: 'GET /health',
        kind: 'client',
        start: 2_100_000,
        duration: 20_000,
        tags: tagsOf({ 'http.method': 'GET', 'http.status_code': 204n }),
      }),
    ],
  },
];
