import { board } from './board';
import { gauge, graph, heading, noEntrySpans, noRequests, noServerSpans, stat, type Transformation } from './panels';
import { hidden, math, metrics, type Metrics } from './queries';
import { failingTraces, textbox } from './variables';

/*
 * The sixteen panels of the dashboard `istio-tracing` that Jaeger on Log Service made in Log Service itself
 * (https://github.com/aliyun/aliyun-log-jaeger, plugin/storage/aliyunlog), with these differences:
 * - Durations are milliseconds. There, numbers of seconds were labelled as milliseconds.
 * - Its "external" figures left out spans of istio-ingressgateway. Today's Istio begins traces there, so they are
 *   exactly the requests from outside, and stay. Of the internal ones the gateway is left out, by the variable.
 *   istio-mixer and istio-telemetry, which it left out as well, are gone from Istio.
 * - "Internal" means spans of kind server, the requests that components answer. There, it meant spans with a parent,
 *   which counts a call twice, at its caller and at its callee, or, for three panels of four, all spans.
 * - 5XX is a percentage, and counts what has an error, so that gRPC and requests without any answer are in it.
 */

const external = { over: 'entrySpans' } as const;
const internal = {
  over: 'serverSpans',
  tags: [{ key: 'service.name', operator: '!=', value: '$gateway' }],
} as const;
const bySpanService = { groupBy: ['service'] };
const p90 = { measure: 'quantiles', quantiles: [0.9] } as const;
const p99 = { measure: 'quantiles', quantiles: [0.99] } as const;
const average = { measure: 'average' } as const;
const count = { measure: 'count' } as const;

const yesterday = { instant: true, compareWith: '1d' } as const;
const overYesterday = 'Beside it: the same time of day, yesterday.';

function compared(title: string, description: string, timeFrom: string, asked: Metrics) {
  return stat({
    title,
    description: `${description} ${overYesterday}`,
    size: [6, 5],
    timeFrom,
    targets: [metrics('A', { ...asked, ...yesterday })],
    ...(asked.measure === 'count' ? { unit: 'short' } : { unit: 'ms', decimals: 1 }),
    noValue: noRequests,
  });
}

/** Four graphs with a line for each service: how many, and how long they took on average and in the worst cases. */
function fourGraphs(what: string, asked: Pick<Metrics, 'over' | 'tags'>, noValue: string) {
  const shared = { size: [12, 8] as [number, number], noValue };
  const line = (figure: Pick<Metrics, 'measure' | 'quantiles'>) => [
    metrics('A', { ...figure, ...asked, ...bySpanService }),
  ];
  return [
    graph({
      title: `${what}: requests`,
      description: 'How many requests began within each step of the graph, by service.',
      unit: 'short',
      targets: line(count),
      ...shared,
    }),
    graph({
      title: `${what}: average latency`,
      description: 'What requests took on average, by service.',
      unit: 'ms',
      targets: line(average),
      ...shared,
    }),
    graph({
      title: `${what}: P90 latency`,
      description: 'What 90% of the requests took at the most, by service.',
      unit: 'ms',
      targets: line(p90),
      ...shared,
    }),
    graph({
      title: `${what}: P99 latency`,
      description: 'What 99% of the requests took at the most, by service.',
      unit: 'ms',
      targets: line(p99),
      ...shared,
    }),
  ];
}

/**
 * Keeps the shares of statuses that begin with a 4; the panel adds up what is left. Expressions give a frame for each
 * status, with the status as a label: it becomes a column, and the frames one table.
 */
const clientErrors: Transformation[] = [
  { id: 'labelsToFields', options: { mode: 'columns' } },
  { id: 'merge', options: {} },
  {
    id: 'filterByValue',
    options: {
      type: 'include',
      match: 'any',
      filters: [{ fieldName: 'http.status_code', config: { id: 'regex', options: { value: '^4' } } }],
    },
  },
];

/** What the users of `istio-tracing` know. */
export const istioTracing = board({
  uid: 'lsj-istio-tracing',
  title: 'istio-tracing',
  description: "The sixteen panels of Jaeger on Log Service's own dashboard for Istio, in correct units.",
  from: 'now-24h',
  refresh: '1m',
  variables: [
    textbox(
      'gateway',
      'Gateway',
      'The service that counts as no internal component: the one through which requests come in',
      'istio-ingressgateway',
    ),
  ],
  annotations: [failingTraces()],
  panels: [
    compared('Page views, 24 h', 'Requests from outside: traces that began in the last 24 hours.', '24h', {
      ...count,
      ...external,
    }),
    compared('External latency, average, 1 h', 'What requests from outside took in the last hour, on average.', '1h', {
      ...average,
      ...external,
    }),
    compared(
      'External latency, P90, 1 h',
      'What requests from outside took in the last hour, but for the slowest 10%.',
      '1h',
      { ...p90, ...external },
    ),
    compared(
      'External latency, P99, 1 h',
      'What requests from outside took in the last hour, but for the slowest 1%.',
      '1h',
      { ...p99, ...external },
    ),
    gauge({
      title: 'External latency, 15 min',
      description: 'What requests from outside took on average in the last 15 minutes.',
      size: [6, 6],
      timeFrom: '15m',
      unit: 'ms',
      warning: 100,
      critical: 200,
      max: 200,
      targets: [metrics('A', { ...average, ...external, instant: true })],
      noValue: noRequests,
    }),
    gauge({
      title: 'Internal latency, 15 min',
      description: 'What components took on average in the last 15 minutes to answer a request.',
      size: [6, 6],
      timeFrom: '15m',
      unit: 'ms',
      warning: 50,
      critical: 100,
      max: 100,
      targets: [metrics('A', { ...average, ...internal, instant: true })],
      noValue: noRequests,
    }),
    gauge({
      title: '4XX answers, 15 min',
      description:
        'The share of requests from outside in the last 15 minutes whose root span has an HTTP status from 400 to 499, in the tag http.status_code.',
      size: [6, 6],
      timeFrom: '15m',
      unit: 'percent',
      warning: 3,
      critical: 10,
      max: 100,
      targets: [
        hidden(metrics('A', { ...count, ...external, instant: true })),
        hidden(metrics('B', { ...count, ...external, groupBy: ['http.status_code'], instant: true })),
        math('C', '$B / $A * 100'),
      ],
      transformations: clientErrors,
      reduction: { values: false, calcs: ['sum'] },
      noValue: noRequests,
    }),
    gauge({
      title: '5XX answers, 15 min',
      description:
        'The share of requests from outside in the last 15 minutes that failed: those with an HTTP status of 500 or more, and those that got no answer at all.',
      size: [6, 6],
      timeFrom: '15m',
      unit: 'percent',
      warning: 1,
      critical: 5,
      max: 100,
      targets: [metrics('A', { measure: 'errorPercentage', ...external, instant: true })],
      noValue: noRequests,
    }),
    heading('Internal components'),
    ...fourGraphs('Internal components', internal, noServerSpans),
    heading('Entry services: where requests come in'),
    ...fourGraphs('Entry services', external, noEntrySpans),
  ],
});
