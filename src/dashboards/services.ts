import { board } from './board';
import { graph, noServerSpans, serviceGraph } from './panels';
import { metrics } from './queries';
import { goldenTable, linkTo } from './tables';
import { failingTraces } from './variables';

const asked = { over: 'serverSpans', groupBy: ['service'] } as const;
const half = [12, 8] as [number, number];
const noValue = noServerSpans;

/** How all services do. */
export const services = board({
  uid: 'lsj-services',
  title: 'Services: golden metrics',
  description: 'Success rate, requests a second and latency of every service, over the spans of kind server.',
  variables: [],
  annotations: [failingTraces()],
  panels: [
    goldenTable({
      title: 'Services',
      description:
        'Every service that answered requests in the time range: the share that did not fail, how many came a second, and how long half, 95% and 99% of them took at the most. Click a service to see it in depth.',
      size: [24, 9],
      key: 'service',
      heading: 'Service',
      noValue,
      link: {
        title: 'See this service in depth',
        url: linkTo('lsj-service', 'var-service=${__value.raw:percentencode}'),
      },
    }),
    graph({
      title: 'Success rate',
      description: 'The share of requests to each service that did not fail. A gap means that none came.',
      size: half,
      unit: 'percent',
      max: 100,
      noValue,
      targets: [metrics('A', { measure: 'successRate', ...asked })],
    }),
    graph({
      title: 'Requests a second',
      description: 'How many requests each service began to answer.',
      size: half,
      unit: 'reqps',
      noValue,
      targets: [metrics('A', { measure: 'rate', ...asked })],
    }),
    graph({
      title: 'Latency, p95',
      description:
        'What 95% of the requests to each service took at the most. The dots are real traces: click one to open it.',
      size: half,
      unit: 'ms',
      noValue,
      targets: [metrics('A', { measure: 'quantiles', quantiles: [0.95], ...asked, exemplars: true })],
    }),
    graph({
      title: 'Latency, p99',
      description: 'What 99% of the requests to each service took at the most.',
      size: half,
      unit: 'ms',
      noValue,
      targets: [metrics('A', { measure: 'quantiles', quantiles: [0.99], ...asked })],
    }),
    serviceGraph({
      title: 'Who calls whom',
      description:
        'Every service with its average latency, requests a second and share of failures (red), and the calls between services. Click one to find its traces or to see it in depth.',
      size: [24, 13],
      noValue: 'No calls and no requests in this time range: widen it, or choose another data source.',
    }),
  ],
});
