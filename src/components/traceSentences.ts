import { t } from '@grafana/i18n';
import { percent } from '../metrics';
import type { CompareQuery, ServiceGraphQuery, TraceView, UploadQuery } from '../types';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

interface OneTrace {
  query: string;
  spanId?: string;
  view?: TraceView;
}

/** Reads a query for one trace back in words. */
export function traceInWords({ query, spanId, view }: OneTrace): string {
  if (query === '') {
    return t('sentence.no-trace', 'Shows one trace: enter its ID.');
  }
  const sentence = viewInWords(query, view);
  return spanId === undefined
    ? sentence
    : sentence +
        ' ' +
        t('sentence.below', 'Of the trace, only span {{span}} and what is below it counts.', {
          span: spanId,
          interpolation,
        });
}

function viewInWords(id: string, view: TraceView | undefined): string {
  const values = { id, interpolation };
  switch (view) {
    case 'flameGraph':
      return t('sentence.flame-graph', 'Shows where the time of trace {{id}} went, call by call.', values);
    case 'statistics':
      return t('sentence.statistics', 'Sums up trace {{id}} by operation.', values);
    case 'events':
      return t('sentence.events', 'Lists the events of trace {{id}}.', values);
    default:
      return t('sentence.trace', 'Shows trace {{id}} with all its spans.', values);
  }
}

/** Reads a comparison back in words. */
export function comparisonInWords({ query, other }: CompareQuery): string {
  return query === '' || other === ''
    ? t('sentence.no-comparison', 'Sets trace B against trace A: enter both IDs.')
    : t('sentence.comparison', 'Sets trace {{other}} against trace {{query}}, operation by operation.', {
        query,
        other,
        interpolation,
      });
}

/** Reads a query for a file back in words. */
export function uploadInWords({ upload, query, view }: UploadQuery): string {
  if (upload === '') {
    return t('sentence.no-file', 'Shows the traces of a file: choose one.');
  }
  return query === undefined
    ? t('sentence.file', 'Lists the traces of the file, or shows the only one.')
    : t('sentence.file-trace', 'From the file: {{sentence}}', {
        sentence: traceInWords({ query, view }),
        interpolation,
      });
}

/** Reads a query for a graph of services back in words. */
export function graphInWords({ service, hops, quantile }: ServiceGraphQuery): string {
  const latency =
    quantile === undefined
      ? t('sentence.average', 'average latency')
      : t('sentence.percentile', 'p{{percentile}} latency', { percentile: percent(quantile) });
  if (service === undefined) {
    return t('sentence.graph', 'Draws the calls between all services, with their {{latency}}.', { latency });
  }
  return hops === 1
    ? t('sentence.neighbours', 'Draws the calls to and from {{service}}, with their {{latency}}.', {
        service,
        latency,
        interpolation,
      })
    : t(
        'sentence.graph-around',
        'Draws the calls between services up to {{hops}} calls away from {{service}}, with their {{latency}}.',
        { service, hops, latency, interpolation },
      );
}
