import { board } from './board';
import { traceView } from './panels';
import { search } from './queries';
import { linkTo, traceTable } from './tables';
import { operation, service, textbox } from './variables';

const uid = 'logservice-jaeger-traces';

/** A search, and the trace that is chosen in it. */
export const traces = board({
  uid,
  title: 'Traces in Log Service',
  description: 'Search for traces, and look at one of them.',
  variables: [
    service,
    operation,
    {
      name: 'status',
      type: 'custom',
      label: 'Status',
      query: 'any :  ,ok,error,unset',
      current: { text: 'any', value: '' },
    },
    textbox('minDuration', 'Min duration', 'Of the matching span, such as 100ms or 1.5s'),
    textbox('traceId', 'Trace ID', 'The trace that is shown below'),
  ],
  panels: [
    traceTable({
      title: 'Traces',
      description: 'The newest traces with a span as chosen above. Click a trace ID to see the trace below.',
      size: [24, 8],
      noValue: 'No trace in this time range has such a span: widen the range, or ask for less above.',
      targets: [
        search({
          service: '$service',
          operation: '$operation',
          status: '$status',
          minDuration: '$minDuration',
          limit: 50,
        }),
      ],
      url: linkTo(
        uid,
        '${service:queryparam}',
        '${operation:queryparam}',
        '${status:queryparam}',
        '${minDuration:queryparam}',
        'var-traceId=${__value.raw:percentencode}',
      ),
    }),
    ...traceView(20),
  ],
});
