import { t } from '@grafana/i18n';
import type { Measure, Population } from '../types';

/** What a measure is called, and what to know before it is chosen. */
export function measureTexts(measure: Measure): { label: string; description: string } {
  switch (measure) {
    case 'rate':
      return {
        label: t('metrics.measure.rate', 'Rate'),
        description: t('metrics.measure.rate-description', 'How many a second'),
      };
    case 'count':
      return {
        label: t('metrics.measure.count', 'Count'),
        description: t('metrics.measure.count-description', 'How many in each step'),
      };
    case 'errorRate':
      return {
        label: t('metrics.measure.error-rate', 'Error rate'),
        description: t('metrics.measure.error-rate-description', 'How many failed a second'),
      };
    case 'errorPercentage':
      return {
        label: t('metrics.measure.error-percentage', 'Error percentage'),
        description: t('metrics.measure.error-percentage-description', 'How many of a hundred failed'),
      };
    case 'successRate':
      return {
        label: t('metrics.measure.success-rate', 'Success rate'),
        description: t('metrics.measure.success-rate-description', 'How many of a hundred did not fail'),
      };
    case 'quantiles':
      return {
        label: t('metrics.measure.quantiles', 'Latency percentiles'),
        description: t('metrics.measure.quantiles-description', 'The time that most stay within, such as p95'),
      };
    case 'average':
      return {
        label: t('metrics.measure.average', 'Average latency'),
        description: t('metrics.measure.average-description', 'Says little about the slow ones'),
      };
    case 'max':
      return {
        label: t('metrics.measure.max', 'Longest latency'),
        description: t('metrics.measure.max-description', 'The slowest one of each step'),
      };
    case 'totalTime':
      return {
        label: t('metrics.measure.total-time', 'Total time'),
        description: t('metrics.measure.total-time-description', 'All durations added up'),
      };
    case 'apdex':
      return {
        label: t('metrics.measure.apdex', 'Apdex'),
        description: t('metrics.measure.apdex-description', 'From 0 to 1: how many were fast enough'),
      };
    case 'heatmap':
      return {
        label: t('metrics.measure.heatmap', 'Latency heat map'),
        description: t('metrics.measure.heatmap-description', 'How many took how long, over time'),
      };
    case 'histogram':
      return {
        label: t('metrics.measure.histogram', 'Latency histogram'),
        description: t('metrics.measure.histogram-description', 'How many took how long, in the whole time range'),
      };
  }
}

/** What a population is called, and what belongs to it. */
export function populationTexts(population: Population): { label: string; description: string } {
  switch (population) {
    case 'spans':
      return {
        label: t('metrics.over.spans', 'All spans'),
        description: t('metrics.over.spans-description', 'Each call counts once for whoever recorded it'),
      };
    case 'serverSpans':
      return {
        label: t('metrics.over.server-spans', 'Server spans'),
        description: t('metrics.over.server-spans-description', 'The requests that services answer'),
      };
    case 'entrySpans':
      return {
        label: t('metrics.over.entry-spans', 'Entry spans'),
        description: t('metrics.over.entry-spans-description', 'The requests from outside: spans without a parent'),
      };
    case 'traces':
      return {
        label: t('metrics.over.traces', 'Traces'),
        description: t('metrics.over.traces-description', 'Whole traces, from their first start to their last end'),
      };
  }
}
