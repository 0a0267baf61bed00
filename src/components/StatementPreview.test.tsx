import { CoreApp, dateTime, LoadingState } from '@grafana/data';
import { screen, waitFor } from '@testing-library/react';
import { metrics, setVariables, showQueryEditor, type Request } from '../../tests/editors';
import type { QueryEditorProps } from './QueryEditor';

beforeEach(() => setVariables({}));

async function made(requests: unknown[], count: number): Promise<void> {
  await waitFor(() => expect(requests).toHaveLength(count));
}

function asked(request: Request | undefined): unknown {
  return JSON.parse(String(request?.params['query']));
}

const toggle = () => screen.getByRole('button', { name: 'Statement' });

test('the statement is asked for when it is opened, and not before', async () => {
  const { user, requests } = showQueryEditor(metrics);
  expect(requests).toHaveLength(0);
  await user.click(toggle());
  await made(requests, 1);
  expect(requests[0]).toMatchObject({ path: 'statement', params: { from: 1000, to: 2000 } });
  expect(requests[0]?.params).not.toHaveProperty('interval');
  expect(requests[0]?.options).toEqual({ showErrorAlert: false, requestId: expect.any(String) });
  expect(screen.getByText('Asking for the statement…')).toBeTruthy();
  await requests[0]?.reply({ statement: '* | SELECT count(1)' });
  expect(screen.getByText('* | SELECT count(1)')).toBeTruthy();
  await user.click(toggle());
  expect(screen.queryByText('* | SELECT count(1)')).toBeNull();
  expect(requests).toHaveLength(1);
});

test('it opens with the keyboard', async () => {
  const { user, requests } = showQueryEditor(metrics);
  toggle().focus();
  await user.keyboard('{Enter}');
  await made(requests, 1);
});

test("it is that of the query as it is sent, at the panel's interval", async () => {
  setVariables({ svc: 'reviews' });
  const range = { from: dateTime(1000), to: dateTime(2000), raw: { from: 'now-1s', to: 'now' } };
  const request = { intervalMs: 15_000, range, targets: [] };
  const data = {
    state: LoadingState.Done,
    series: [],
    timeRange: range,
    request,
  } as unknown as QueryEditorProps['data'];
  const { user, requests } = showQueryEditor({ ...metrics, service: '$svc', legend: '{{service}}' }, { data });
  await user.click(toggle());
  await made(requests, 1);
  expect(requests[0]?.params).toMatchObject({ interval: 15_000 });
  expect(asked(requests[0])).toEqual({ ...metrics, service: 'reviews', legend: '{{service}}', exemplars: true });
});

test('that of an alert rule is of the query as it is saved', async () => {
  setVariables({ svc: 'reviews' });
  const { user, requests } = showQueryEditor({ ...metrics, service: '$svc' }, { app: CoreApp.UnifiedAlerting });
  await user.click(toggle());
  await made(requests, 1);
  expect(asked(requests[0])).toEqual({ ...metrics, service: '$svc' });
});

test('it follows the query', async () => {
  const { user, requests, replace } = showQueryEditor(metrics);
  await user.click(toggle());
  await made(requests, 1);
  await requests[0]?.reply({ statement: 'first' });
  replace({ ...metrics, service: 'reviews' });
  await made(requests, 2);
  expect(asked(requests[1])).toMatchObject({ service: 'reviews' });
  await requests[1]?.reply({ statement: 'second' });
  expect(screen.getByText('second')).toBeTruthy();
  expect(screen.queryByText('first')).toBeNull();
});

test('a late answer never replaces a newer one, and a late error says nothing', async () => {
  const { user, requests, replace } = showQueryEditor(metrics);
  await user.click(toggle());
  await made(requests, 1);
  replace({ ...metrics, service: 'reviews' });
  await made(requests, 2);
  replace({ ...metrics, service: 'ratings' });
  await made(requests, 3);
  await requests[2]?.reply({ statement: 'newest' });
  await requests[0]?.reply({ statement: 'oldest' });
  await requests[1]?.fail({ cancelled: true, statusText: 'Request was aborted' });
  expect(screen.getByText('newest')).toBeTruthy();
  expect(screen.queryByText('oldest')).toBeNull();
  expect(screen.queryByRole('alert')).toBeNull();
});

test.each([
  { name: "the backend's sentence", error: { data: { error: 'The tag x is not indexed.' } }, text: 'not indexed' },
  { name: 'nothing at all', error: undefined, text: 'The statement could not be asked for.' },
])('an error is told in place, until there is a statement: $name', async ({ error, text }) => {
  const { user, requests, replace } = showQueryEditor(metrics);
  await user.click(toggle());
  await made(requests, 1);
  await requests[0]?.fail(error);
  expect(screen.getByRole('alert').textContent).toContain(text);
  replace({ ...metrics, service: 'reviews' });
  await made(requests, 2);
  await requests[1]?.reply({ statement: 'good' });
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByText('good')).toBeTruthy();
});

test('there is none as long as something is wrong, and nobody asks', async () => {
  const { user, requests, replace } = showQueryEditor({ ...metrics, step: '0s' });
  await user.click(toggle());
  expect(screen.getByText('There is none as long as something is wrong in the form.')).toBeTruthy();
  expect(requests).toHaveLength(0);
  replace(metrics);
  await made(requests, 1);
});

test('it can be copied', async () => {
  Object.assign(window, { isSecureContext: true });
  const { user, requests } = showQueryEditor(metrics);
  await user.click(toggle());
  await made(requests, 1);
  await requests[0]?.reply({ statement: '* | SELECT 1' });
  await user.click(screen.getByRole('button', { name: 'Copy' }));
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe('* | SELECT 1'));
});
