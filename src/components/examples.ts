import { useEffect } from 'react';
import { t } from '@grafana/i18n';
import { normalise, type StoredQuery } from '../query';
import type { Query, QueryType } from '../types';

/** A query to try, which asks for nothing that a logstore with spans may lack. */
export interface Example {
  title: string;
  asked: Partial<StoredQuery> & { queryType: QueryType };
}

const requests = { queryType: 'metrics', over: 'serverSpans' } as const;

/** Examples of a type of query; none where an ID is needed, which only the user has. */
export function examplesOf(type: QueryType): Example[] {
  switch (type) {
    case 'search':
      return [
        { title: t('help.search.newest', 'The newest traces'), asked: { queryType: 'search' } },
        {
          title: t('help.search.failed', 'Traces in which a service failed to answer'),
          asked: { queryType: 'search', spanKind: 'server', status: 'error' },
        },
        {
          title: t('help.search.slow', 'Requests from outside that took half a second or longer'),
          asked: { queryType: 'search', entrySpansOnly: true, minDuration: '500ms' },
        },
      ];
    case 'metrics':
      return [
        {
          title: t('help.metrics.rate', 'Requests a second, by service'),
          asked: { ...requests, measure: 'rate', groupBy: ['service'] },
        },
        {
          title: t('help.metrics.errors', 'The share of requests that failed, by service'),
          asked: { ...requests, measure: 'errorPercentage', groupBy: ['service'] },
        },
        {
          title: t('help.metrics.latency', 'What half, 95% and 99% of the requests took at the most'),
          asked: { ...requests, measure: 'quantiles', quantiles: [0.5, 0.95, 0.99] },
        },
        {
          title: t('help.metrics.compare', 'Requests a second, against those of yesterday'),
          asked: { ...requests, measure: 'rate', compareWith: '1d' },
        },
        {
          title: t('help.metrics.heatmap', 'How many requests took how long'),
          asked: { ...requests, measure: 'heatmap' },
        },
        {
          title: t('help.metrics.time', 'The operations that most time is spent in'),
          asked: {
            ...requests,
            measure: 'totalTime',
            topBy: 'totalTime',
            groupBy: ['service', 'operation'],
            instant: true,
          },
        },
      ];
    case 'serviceGraph':
      return [
        { title: t('help.graph.all', 'All services and their calls'), asked: { queryType: 'serviceGraph' } },
        {
          title: t('help.graph.slow', 'The same, with the latency that 95% of the calls stay within'),
          asked: { queryType: 'serviceGraph', quantile: 0.95 },
        },
      ];
    case 'traceId':
    case 'compare':
    case 'upload':
      return [];
  }
}

let chosen: string | undefined;

/** Makes the query of an example, and lets the editor that gets it run it: Grafana only hands it over. */
export function choose({ asked }: Example, refId: string): Query {
  const query = normalise({ ...asked, refId });
  chosen = textOf(query);
  return query;
}

/** Runs an example once, as soon as the editor shows it. */
export function useChosen(query: Query, run: () => void): void {
  const text = textOf(query);
  useEffect(() => {
    if (text === chosen) {
      chosen = undefined;
      run();
    }
  });
}

/** What a query asks, without what Grafana puts on it. */
function textOf({ datasource: _datasource, key: _key, hide: _hide, ...asked }: Query): string {
  return JSON.stringify(asked);
}
