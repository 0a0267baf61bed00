import { screen } from '@testing-library/react';
import { pick, setVariables, showEditor } from '../../tests/editors';
import type { VariableQuery } from '../types';
import { VariableEditor } from './VariableEditor';

beforeEach(() => setVariables({}));

const show = (query: Partial<VariableQuery> | '') => showEditor(VariableEditor as never, query as VariableQuery);
const kind = (name: string) => screen.getByRole('radio', { name });

test.each<Partial<VariableQuery> | ''>(['', { refId: 'v' }])(
  'a new variable lists services, and is saved as such: %j',
  async (stored) => {
    const { query, requests } = show(stored);
    expect(kind('Services')).toHaveProperty('checked', true);
    expect(query()).toEqual({ refId: stored === '' ? 'variable' : 'v', kind: 'services' });
    expect(screen.getByText('Lists the services with spans in the time range.')).toBeTruthy();
    expect(requests.map(({ path, params }) => [path, params])).toEqual([
      ['services', { from: 1000, to: 2000, prefix: '', limit: 1000 }],
    ]);
    await requests[0]?.answer(['a', 'b']);
    expect(screen.getByText('Now: 2.')).toBeTruthy();
  },
);

test('what the list leaves out is said', async () => {
  const { requests } = show({ refId: 'v', kind: 'services' });
  const notices = [{ severity: 'warning', text: 'Log Service did not look at everything.' }];
  await requests[0]?.answer(['a', 'b'], { more: true, notices });
  expect(
    screen.getByText('These are the first 2, and there are more: say how names begin to list others.'),
  ).toBeTruthy();
  expect(screen.getByText('Log Service did not look at everything.')).toBeTruthy();
});

test('an error is a sentence below the form', async () => {
  const { requests } = show({ refId: 'v', kind: 'tagKeys' });
  await requests[0]?.fail({ data: { error: 'The logstore has no index.' } });
  expect(screen.getByText('The logstore has no index.')).toBeTruthy();
});

test('operations may be those of a service that is another variable', async () => {
  setVariables({ service: 'reviews' });
  const { user, query, requests } = show({ refId: 'v', kind: 'services' });
  await user.click(kind('Operations'));
  await pick(user, 'Service', '$service');
  expect(query()).toEqual({ refId: 'v', kind: 'operations', service: '$service' });
  expect(requests.at(-1)).toMatchObject({ path: 'operations', params: { service: 'reviews', limit: 1000 } });
});

test('values need a tag, and are asked for by how they begin', async () => {
  const { user, query, requests } = show({ refId: 'v', kind: 'tagValues' });
  expect(screen.getByText('Choose a tag.')).toBeTruthy();
  expect(requests).toHaveLength(0);
  await user.type(screen.getByRole('combobox', { name: 'Tag' }), 'http.method{Enter}');
  expect(screen.getByText('Lists the values of http.method on spans in the time range.')).toBeTruthy();
  await user.type(screen.getByRole('textbox', { name: 'Begins with' }), 'G{Enter}');
  expect(query()).toEqual({ refId: 'v', kind: 'tagValues', tag: 'http.method', prefix: 'G' });
  expect(requests.filter(({ path }) => path === 'tagValues').at(-1)).toMatchObject({
    params: { tag: 'http.method', service: '', prefix: 'G' },
  });
});

test('traces are those of a search, in the form of any other', async () => {
  const { user, query, requests } = show({ refId: 'v', kind: 'traceIds' });
  await pick(user, 'Status', 'error');
  expect(query()).toEqual({
    refId: 'v',
    kind: 'traceIds',
    query: { refId: 'variable', queryType: 'search', status: 'error', limit: 20 },
  });
  expect(requests).toHaveLength(0);
});

test('what belongs to another kind is not saved', async () => {
  const { user, query } = show({ refId: 'v', kind: 'tagValues', tag: 'k', service: 's', prefix: 'p' });
  await user.click(kind('Services'));
  expect(query()).toEqual({ refId: 'v', kind: 'services', prefix: 'p' });
});
