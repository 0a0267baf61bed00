import React from 'react';
import { render, screen } from '@testing-library/react';
import { violations } from '../../tests/axe';
import { field, metrics, setDataSources, setVariables, showConfigEditor, showQueryEditor } from '../../tests/editors';
import type { Query, Settings } from '../types';

const tags = [{ key: 'error', operator: '=', value: 'true' }] as const;
const id = '4bf92f3577b34da6';

const queries: Array<{ name: string; query: Partial<Query> }> = [
  { name: 'a search', query: { queryType: 'search', service: 'reviews', limit: 20, tags: [...tags] } },
  { name: 'a search with mistakes', query: { queryType: 'search', minDuration: '5', limit: 9999 } },
  {
    name: 'a search of one moment',
    query: { queryType: 'search', startedAfter: '1700000000000', startedWithin: '1m', limit: 20 },
  },
  { name: 'a trace ID', query: { queryType: 'traceId', query: id } },
  { name: 'metrics', query: { ...metrics, groupBy: ['service'], tags: [...tags] } },
  { name: 'quantiles', query: { ...metrics, measure: 'quantiles', quantiles: [0.5, 0.95] } },
  { name: 'a heat map', query: { ...metrics, measure: 'heatmap' } },
  { name: 'one figure with mistakes', query: { ...metrics, measure: 'apdex', apdexThreshold: '0', instant: true } },
  { name: 'a service graph', query: { queryType: 'serviceGraph', service: 'reviews' } },
  { name: 'a comparison', query: { queryType: 'compare', query: id, other: '' } },
];

const settings: Array<{ name: string; jsonData: Settings; options?: Parameters<typeof showConfigEditor>[1] }> = [
  { name: 'a new page', jsonData: {} },
  ...(['accessKey', 'stsToken', 'ecsRamRole', 'rrsa'] as const).map((credentialsType) => ({
    name: `Log Service by ${credentialsType}`,
    jsonData: { endpoint: 'cn-hangzhou.log.aliyuncs.com', project: 'prod', instance: 'jaeger', credentialsType },
  })),
  { name: 'a plain logstore', jsonData: { storeType: 'logstore', logstore: 'spans', endpoint: '/wrong' } },
  { name: 'settings of a provisioned file', jsonData: { project: 'prod' }, options: { readOnly: true } },
  { name: 'Jaeger', jsonData: { access: 'jaegerQuery' }, options: { url: 'http://jaeger-query:16686' } },
  {
    name: 'Jaeger with certificates and headers',
    jsonData: {
      access: 'jaegerQuery',
      tlsAuth: true,
      tlsAuthWithCACert: true,
      httpHeaderName1: 'X-Scope-OrgID',
    } as Settings,
    options: { url: 'ftp://wrong', basicAuth: true },
  },
  {
    name: 'links to logs',
    jsonData: { tracesToLogsV2: { datasourceUid: 'loki', tags: [{ key: 'pod' }] } } as Settings,
  },
  {
    name: 'links to metrics, profiles and anything else',
    jsonData: {
      tracesToMetrics: { datasourceUid: 'prometheus', tags: [{ key: 'pod' }], queries: [{ name: 'a', query: 'b' }] },
      tracesToProfiles: { datasourceUid: 'pyroscope', tags: [{ key: 'pod' }], customQuery: true },
      spanLinks: [
        { title: 'Runbook', url: 'ftp://wrong' },
        { title: 'Logs', datasourceUid: 'loki', query: '{' },
      ],
    },
  },
];

beforeEach(() => {
  setVariables({});
  setDataSources({ loki: 'loki', prometheus: 'prometheus', pyroscope: 'grafana-pyroscope-datasource' });
});

test('what is not accessible is found', async () => {
  render(
    <>
      <input type="text" />
      <input type="text" placeholder="such as this" />
    </>,
  );
  expect(await violations()).toEqual([expect.stringMatching(/^label: /), expect.stringMatching(/^placeholder: /)]);
});

test.each(queries)('the form of $name is accessible', async ({ query }) => {
  showQueryEditor(query);
  expect(screen.getAllByRole('radio').length).toBeGreaterThan(0);
  expect(await violations()).toEqual([]);
});

test.each(settings)('the page for $name is accessible', async ({ jsonData, options }) => {
  showConfigEditor(jsonData, options);
  expect(screen.getAllByRole('radio').length).toBeGreaterThan(0);
  expect(await violations()).toEqual([]);
});

test('an open list is accessible', async () => {
  const { user, requests } = showQueryEditor({ queryType: 'search', limit: 20 });
  await user.click(field('Service'));
  await requests[0]?.answer(['ratings', 'reviews'], { more: true });
  expect(screen.getAllByRole('option')).toHaveLength(3);
  // Grafana's list scrolls in an element that takes the focus, which no list may hold.
  expect(await violations(['aria-required-children'])).toEqual([]);
});
