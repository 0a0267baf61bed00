import { board } from './board';
import { graph, noServerSpans } from './panels';
import { metrics } from './queries';
import { headed, table } from './tables';
import { failingTraces, service, versionTag, type Variable } from './variables';

const asked = { over: 'serverSpans', service: '$service', groupBy: ['service', '$versionTag'] } as const;
const compared = { ...asked, compareWith: '$compareWith' };
const half = [12, 9] as [number, number];
const noValue = noServerSpans;

const compareWith: Variable = {
  name: 'compareWith',
  type: 'custom',
  label: 'Compare with',
  query: 'nothing :  ,1h,1d,7d',
  description: 'Draws the same figures of so long ago beside those of now',
  current: { text: 'nothing', value: '' },
};

/** The versions of a service against each other. */
export const canary = board({
  uid: 'lsj-canary',
  title: 'Canary: versions against each other',
  description: 'Rate, errors and latency of each version of a service, told apart by a tag of its spans.',
  variables: [service, versionTag, compareWith],
  annotations: [failingTraces({ service: '$service' })],
  panels: [
    table({
      title: 'Versions',
      description:
        'Every version that answered requests in the time range: how many came a second, the share that failed, and what 95% of them took at the most.',
      size: [24, 7],
      noValue,
      targets: [
        metrics('A', { measure: 'rate', ...asked, instant: true }),
        metrics('B', { measure: 'errorPercentage', ...asked, instant: true }),
        metrics('C', { measure: 'quantiles', quantiles: [0.95], ...asked, instant: true }),
      ],
      // A row has two keys, service and version: merging takes both, joining only one.
      transformations: [{ id: 'merge', options: {} }],
      overrides: [
        headed('service', 'Service'),
        headed('rate', 'Requests a second', ['unit', 'reqps']),
        headed('errorPercentage', 'Failed', ['unit', 'percent'], ['decimals', 2]),
        headed('quantiles', 'p95', ['unit', 'ms']),
      ],
    }),
    graph({
      title: 'Requests a second',
      description: 'How the requests are shared out among the versions.',
      size: half,
      unit: 'reqps',
      noValue,
      targets: [metrics('A', { measure: 'rate', ...compared })],
    }),
    graph({
      title: 'Failed',
      description: 'The share of requests to each version that failed.',
      size: half,
      unit: 'percent',
      noValue,
      targets: [metrics('A', { measure: 'errorPercentage', ...compared })],
    }),
    graph({
      title: 'Latency, p95',
      description:
        'What 95% of the requests to each version took at the most. The dots are real traces: click one to open it.',
      size: [24, 10],
      unit: 'ms',
      noValue,
      targets: [metrics('A', { measure: 'quantiles', quantiles: [0.95], ...compared, exemplars: true })],
    }),
  ],
});
