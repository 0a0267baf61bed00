import { screen } from '@testing-library/react';
import { field, metrics, setDataSources, setVariables, showConfigEditor, showQueryEditor } from '../../tests/editors';
import { controls, stops, tabTo } from '../../tests/keyboard';
import type { Query, Settings } from '../types';

beforeEach(() => {
  setVariables({});
  setDataSources({ loki: 'loki' });
});

const radio = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name });
const button = (name: string) => screen.getByRole('button', { name });

const queries: Array<Partial<Query>> = [
  { queryType: 'search', limit: 20, tags: [{ key: 'error', operator: '=', value: 'true' }] },
  { queryType: 'search', startedAfter: '1700000000000', startedWithin: '1m', limit: 20 },
  { queryType: 'traceId', query: 'abc' },
  { ...metrics, measure: 'quantiles', quantiles: [0.95] },
  { queryType: 'serviceGraph', service: 'reviews' },
  { queryType: 'compare', query: 'abc', other: '' },
];

test.each(queries)('Tab reaches every control of the form of %j, and leaves it', async (query) => {
  const { user } = showQueryEditor(query);
  expect(controls().length).toBeGreaterThan(1);
  expect(await stops(user)).toEqual(expect.arrayContaining(controls()));
});

const settings: Settings[] = [
  {},
  { credentialsType: 'rrsa', storeType: 'logstore', logstore: 'spans' },
  { access: 'jaegerQuery', tlsAuth: true, httpHeaderName1: 'X-Scope-OrgID' } as Settings,
];

test.each(settings)('Tab reaches every setting of %j, and leaves the page', async (jsonData) => {
  const { user } = showConfigEditor(jsonData);
  expect(controls().length).toBeGreaterThan(10);
  expect(await stops(user)).toEqual(expect.arrayContaining(controls()));
});

test('a search is put together without a mouse', async () => {
  const { user, requests, query, onRunQuery } = showQueryEditor({ queryType: 'search', limit: 20 });
  await tabTo(user, field('Service'));
  await user.keyboard('{ArrowDown}');
  await requests[0]?.answer(['ratings', 'reviews']);
  await user.keyboard('{ArrowDown}{Enter}');
  await tabTo(user, button('Add condition'));
  await user.keyboard('{Enter}');
  await tabTo(user, field('Key of condition 1'));
  await user.keyboard('http.method{Enter}');
  await tabTo(user, field('Value of condition 1'));
  await user.keyboard('GET{Enter}');
  await tabTo(user, screen.getByLabelText('Min span duration'));
  await user.keyboard('100ms{Enter}');
  expect(query()).toEqual({
    refId: 'A',
    queryType: 'search',
    limit: 20,
    service: 'reviews',
    tags: [{ key: 'http.method', operator: '=', value: 'GET' }],
    minDuration: '100ms',
  });
  expect(onRunQuery).toHaveBeenCalled();
});

test('a condition is removed without a mouse', async () => {
  const { user, query } = showQueryEditor({
    queryType: 'search',
    limit: 20,
    tags: [{ key: 'error', operator: '=', value: 'true' }],
  });
  await tabTo(user, button('Remove condition 1'));
  await user.keyboard('{Enter}');
  expect(query()).toEqual({ refId: 'A', queryType: 'search', limit: 20 });
});

test('a trace is opened without a mouse, in another view', async () => {
  const { user, query, onRunQuery } = showQueryEditor({ queryType: 'search', limit: 20 });
  await tabTo(user, radio('Search'));
  await user.keyboard('{ArrowRight}');
  await tabTo(user, screen.getByRole('textbox', { name: 'Trace ID' }));
  await user.keyboard('4bf92f3577b34da6{Enter}');
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  await tabTo(user, radio('Trace'));
  await user.keyboard('{ArrowRight}');
  expect(query()).toEqual({ refId: 'A', queryType: 'traceId', query: '4bf92f3577b34da6', view: 'flameGraph' });
});

test('a data source is set up without a mouse', async () => {
  const { user, saved } = showConfigEditor({});
  const fill = async (name: RegExp, text: string) => {
    await tabTo(user, screen.getByRole('textbox', { name }));
    await user.paste(text);
  };
  await fill(/^Endpoint/, 'cn-hangzhou.log.aliyuncs.com');
  await fill(/^Project/, 'prod');
  await tabTo(user, radio('Trace instance'));
  await user.keyboard('{ArrowRight}');
  await fill(/^Logstore/, 'spans');
  await tabTo(user, screen.getByLabelText(/^Access key ID/));
  await user.paste('LTAI-test');
  await tabTo(user, screen.getByLabelText(/^Access key secret/));
  await user.paste('secret-test');
  expect(saved()).toMatchObject({
    jsonData: { endpoint: 'cn-hangzhou.log.aliyuncs.com', project: 'prod', storeType: 'logstore', logstore: 'spans' },
    secureJsonData: { accessKeyId: 'LTAI-test', accessKeySecret: 'secret-test' },
  });
});
