import { setTimeZoneResolver } from '@grafana/data';
import { screen } from '@testing-library/react';
import { setVariables, showQueryEditor } from '../../tests/editors';
import type { SearchQuery } from '../types';

const search: SearchQuery = { refId: 'A', queryType: 'search', limit: 20 };

beforeEach(() => {
  setVariables({});
  setTimeZoneResolver(() => 'Asia/Shanghai');
});

afterEach(() => setTimeZoneResolver(() => undefined));

const removal = { name: 'Search the time range instead' };

test('a search of a stretch of time says so, and goes back to the time range', async () => {
  const { user, query, onRunQuery } = showQueryEditor({
    ...search,
    service: 'reviews',
    startedAfter: '1780315200000',
    startedWithin: '1m',
  });
  expect(screen.getByText(/Only spans that began within 1m after 2026-06-01 20:00:00 are searched/)).toBeTruthy();
  await user.click(screen.getByRole('button', removal));
  expect(query()).toEqual({ ...search, service: 'reviews' });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  expect(screen.queryByText(/Only spans that began/)).toBeNull();
});

test('the stretch of time stays while other fields change', async () => {
  const { user, query } = showQueryEditor({ ...search, startedAfter: '1780315200250', startedWithin: '1m' });
  expect(screen.getByText(/after 2026-06-01 20:00:00.250 are searched/)).toBeTruthy();
  await user.type(screen.getByRole('textbox', { name: 'Min span duration' }), '5ms{Enter}');
  expect(query()).toEqual({ ...search, startedAfter: '1780315200250', startedWithin: '1m', minDuration: '5ms' });
});

test('the stretch of time may be variables, with a value or without', () => {
  setVariables({ at: '1780315200000', long: '5m' });
  const { replace } = showQueryEditor({ ...search, startedAfter: '$at', startedWithin: '$long' });
  expect(screen.getByText(/within 5m after 2026-06-01 20:00:00 are/)).toBeTruthy();
  replace({ ...search, startedAfter: '$later', startedWithin: '$long' });
  expect(screen.getByText(/within 5m after \$later are/)).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a variable that is empty asks for no stretch of time', () => {
  setVariables({ at: '' });
  showQueryEditor({ ...search, startedAfter: '$at', startedWithin: '1m' });
  expect(screen.queryByRole('button', removal)).toBeNull();
});

test.each([
  { name: 'no moment', startedAfter: 'noon', startedWithin: '1m', text: '"noon" is no moment' },
  { name: 'no length', startedAfter: '1780315200000', text: 'How long after the moment' },
])('what is wrong is told beside it: $name', ({ text, startedAfter, startedWithin }) => {
  showQueryEditor({ ...search, startedAfter, startedWithin });
  expect(screen.getByRole('alert').textContent).toContain(text);
  expect(screen.getByRole('button', removal)).toBeTruthy();
});

test('a search without one says nothing of it', () => {
  showQueryEditor(search);
  expect(screen.queryByRole('button', removal)).toBeNull();
});

test('a switch keeps the requests from outside, and lets all in again', async () => {
  const { user, query } = showQueryEditor({ ...search, service: 'web' });
  await user.click(screen.getByRole('switch', { name: 'Entry spans only' }));
  expect(query()).toEqual({ ...search, service: 'web', entrySpansOnly: true });
  await user.click(screen.getByRole('switch', { name: 'Entry spans only' }));
  expect(query()).toEqual({ ...search, service: 'web' });
});
