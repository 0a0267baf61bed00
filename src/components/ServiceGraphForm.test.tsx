import { screen } from '@testing-library/react';
import { field, options, pick, setVariables, showQueryEditor } from '../../tests/editors';
import type { ServiceGraphQuery } from '../types';

const graph: ServiceGraphQuery = { refId: 'A', queryType: 'serviceGraph' };

beforeEach(() => setVariables({}));

test('a graph of services is a type of query, and runs as it is', async () => {
  const { user, query, onRunQuery } = showQueryEditor({ queryType: 'traceId', query: '' });
  await user.click(screen.getByRole('radio', { name: 'Service graph' }));
  expect(query()).toEqual(graph);
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  expect(screen.queryByLabelText('Calls away')).toBeNull();
  expect(screen.queryByRole('combobox', { name: 'Operation' })).toBeNull();
});

test('a service is picked from those that the backend knows, and its neighbours are shown', async () => {
  const { user, requests, query } = showQueryEditor(graph);
  await user.click(field('Service'));
  expect(await screen.findByText('Asking for names…')).toBeTruthy();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(requests.map(({ path }) => path)).toEqual(['services']);
  await requests[0]?.answer(['productpage', 'reviews']);
  expect(options()).toEqual(['productpage', 'reviews']);
  await user.click(screen.getByRole('option', { name: 'reviews' }));
  expect(query()).toEqual({ ...graph, service: 'reviews', hops: 1 });
});

test('how far the graph goes is asked only around a service', async () => {
  const { user, query, onRunQuery } = showQueryEditor({ ...graph, service: 'reviews', hops: 1 });
  const hops = screen.getByRole('spinbutton', { name: 'Calls away' });
  await user.clear(hops);
  await user.type(hops, '3{Enter}');
  expect(query()).toEqual({ ...graph, service: 'reviews', hops: 3 });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  await user.clear(hops);
  await user.type(hops, '11{Enter}');
  expect(screen.getByRole('alert').textContent).toBe('Services can be 1 to 10 calls away; write a whole number.');
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  await user.clear(hops);
  await user.tab();
  expect(query()).toEqual({ ...graph, service: 'reviews', hops: 1 });
  await user.type(field('Service'), '{Backspace}');
  expect(query()).toEqual(graph);
  expect(screen.queryByLabelText('Calls away')).toBeNull();
});

test('the latency is the average, a percentile that is offered or one that is typed', async () => {
  const { user, query } = showQueryEditor(graph);
  expect(screen.getByText('Average')).toBeTruthy();
  await pick(user, 'Latency', 'p99.9');
  expect(query()).toEqual({ ...graph, quantile: 0.999 });
  await user.type(field('Latency'), '97.5{Enter}');
  expect(query()).toEqual({ ...graph, quantile: 0.975 });
  expect(screen.getByText('p97.5')).toBeTruthy();
  await user.type(field('Latency'), '150{Enter}');
  expect(screen.getByRole('alert').textContent).toContain('between p0 and p100');
  await pick(user, 'Latency', 'Average');
  expect(query()).toEqual(graph);
});

test('a service goes along to another type of query, and a variable may stand for it', async () => {
  setVariables({ service: '' });
  const { user, query, onRunQuery } = showQueryEditor({ ...graph, service: '$service', hops: 2 });
  await user.click(screen.getByRole('radio', { name: 'Search' }));
  expect(query()).toEqual({ refId: 'A', queryType: 'search', service: '$service', limit: 20 });
  await user.click(screen.getByRole('radio', { name: 'Service graph' }));
  expect(query()).toEqual({ ...graph, service: '$service', hops: 2 });
  expect(onRunQuery).toHaveBeenCalledTimes(2);
});
