import { t } from '@grafana/i18n';
import { filtersInWords, joined } from './conditionsSentence';
import { percent } from '../metrics';
import type { MetricsQuery, Population } from '../types';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/** Reads a query back in words. */
export function sentenceOf(query: MetricsQuery): string {
  const values = {
    measure: measureInWords(query),
    population: populationInWords(query.over),
    conditions: joined(filtersInWords(query)),
    keys: (query.groupBy ?? []).join(', '),
    interpolation,
  };
  if (values.conditions === '') {
    return values.keys === ''
      ? t('metrics.sentence.plain', '{{measure}} of {{population}}', values)
      : t('metrics.sentence.by', '{{measure}} of {{population}}, by {{keys}}', values);
  }
  return values.keys === ''
    ? t('metrics.sentence.where', '{{measure}} of {{population}} where {{conditions}}', values)
    : t('metrics.sentence.where-by', '{{measure}} of {{population}} where {{conditions}}, by {{keys}}', values);
}

function measureInWords({ measure, quantiles = [], apdexThreshold = '' }: MetricsQuery): string {
  switch (measure) {
    case 'rate':
      return t('metrics.sentence.rate', 'rate');
    case 'count':
      return t('metrics.sentence.count', 'count');
    case 'errorRate':
      return t('metrics.sentence.error-rate', 'error rate');
    case 'errorPercentage':
      return t('metrics.sentence.error-percentage', 'error percentage');
    case 'successRate':
      return t('metrics.sentence.success-rate', 'success rate');
    case 'quantiles':
      return t('metrics.sentence.quantiles', '{{percentiles}} latency', {
        percentiles: quantiles.map((quantile) => `p${percent(quantile)}`).join(', '),
      });
    case 'average':
      return t('metrics.sentence.average', 'average latency');
    case 'max':
      return t('metrics.sentence.max', 'longest latency');
    case 'totalTime':
      return t('metrics.sentence.total-time', 'total time');
    case 'apdex':
      return t('metrics.sentence.apdex', 'apdex at {{threshold}}', { threshold: apdexThreshold, interpolation });
    case 'heatmap':
      return t('metrics.sentence.heatmap', 'latency heat map');
    case 'histogram':
      return t('metrics.sentence.histogram', 'latency histogram');
  }
}

function populationInWords(population: Population): string {
  switch (population) {
    case 'spans':
      return t('metrics.sentence.spans', 'all spans');
    case 'serverSpans':
      return t('metrics.sentence.server-spans', 'server spans');
    case 'entrySpans':
      return t('metrics.sentence.entry-spans', 'entry spans');
    case 'traces':
      return t('metrics.sentence.traces', 'traces');
  }
}
