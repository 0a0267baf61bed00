import { board } from './board';
import { graph, heatmap, noServerSpans, traceView } from './panels';
import { metrics, search } from './queries';
import { goldenTable, linkTo, traceTable } from './tables';
import { failingTraces, service as serviceVariable, textbox } from './variables';

const uid = 'lsj-service';
const asked = { over: 'serverSpans', service: '$service' } as const;
const byOperation = { ...asked, groupBy: ['operation'] };
const half = [12, 9] as [number, number];
const noValue = noServerSpans;
const thisTrace = linkTo(
  uid,
  '${service:queryparam}',
  '${slow:queryparam}',
  'var-traceId=${__value.raw:percentencode}',
);

/** One service in depth. */
export const service = board({
  uid,
  title: 'One service in depth',
  description: 'Operations of a service, how long they take, and the traces to look at first.',
  variables: [
    serviceVariable,
    textbox('slow', 'Slow from', 'The list of slow traces begins at this duration, such as 500ms or 1.5s', '500ms'),
    textbox('traceId', 'Trace ID', 'The trace that is shown at the bottom'),
  ],
  annotations: [failingTraces({ service: '$service' })],
  panels: [
    goldenTable({
      title: 'Operations',
      description: 'Every operation that the service answered in the time range, as on the board of all services.',
      size: [24, 8],
      key: 'operation',
      heading: 'Operation',
      service: '$service',
      noValue,
    }),
    heatmap({
      title: 'Latency of all requests',
      description:
        'How many requests took how long: the darker a cell, the more. Two bands mean two kinds of requests. Click a cell for its traces, or a dot for that trace.',
      size: half,
      unit: 'ms',
      noValue,
      targets: [metrics('A', { measure: 'heatmap', ...asked, exemplars: true })],
    }),
    graph({
      title: 'Latency quantiles',
      description:
        'What half, 95% and 99% of the requests took at the most. The dots are real traces: click one to open it.',
      size: half,
      unit: 'ms',
      noValue,
      targets: [
        metrics('A', {
          measure: 'quantiles',
          quantiles: [0.5, 0.95, 0.99],
          ...asked,
          legend: 'p{{quantile}}',
          exemplars: true,
        }),
      ],
    }),
    graph({
      title: 'Requests a second by operation',
      description: 'How many requests for each operation the service began to answer.',
      size: half,
      unit: 'reqps',
      noValue,
      targets: [metrics('A', { measure: 'rate', ...byOperation })],
    }),
    graph({
      title: 'Errors a second by operation',
      description: 'How many requests for each operation failed. All at zero is good news.',
      size: half,
      unit: 'reqps',
      noValue,
      targets: [metrics('A', { measure: 'errorRate', ...byOperation })],
    }),
    traceTable({
      title: 'Slow traces',
      description:
        'The newest traces in which a request to the service took as long as said at the top, or longer. Click a trace ID to see the trace below.',
      size: [24, 7],
      noValue: 'No request to the service took that long in this time range.',
      targets: [search({ service: '$service', spanKind: 'server', minDuration: '$slow', limit: 20 })],
      url: thisTrace,
    }),
    traceTable({
      title: 'Failing traces',
      description:
        'The newest traces in which a request to the service failed. Click a trace ID to see the trace below.',
      size: [24, 7],
      noValue: 'No request to the service failed in this time range.',
      targets: [search({ service: '$service', spanKind: 'server', status: 'error', limit: 20 })],
      url: thisTrace,
    }),
    ...traceView(20),
  ],
});
