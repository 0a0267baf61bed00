import { setTimeZoneResolver } from '@grafana/data';
import { screen, waitFor } from '@testing-library/react';
import { field, options, pick, setVariables, showQueryEditor } from '../../tests/editors';
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

describe('what is listed', () => {
  const spans: SearchQuery = { ...search, result: 'spans' };

  test('is traces, the newest first, until another order is chosen', async () => {
    const { user, query, onRunQuery } = showQueryEditor(search);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Traces' }).checked).toBe(true);
    expect(screen.queryByRole('combobox', { name: 'Columns' })).toBeNull();
    await user.click(field('Sort by'));
    expect(options()).toEqual([
      'Newest first',
      'Oldest first',
      'Longest first',
      'Most spans first',
      'Most errors first',
    ]);
    await user.click(screen.getByRole('option', { name: 'Most errors first' }));
    expect(query()).toEqual({ ...search, sort: 'mostErrors' });
    await pick(user, 'Sort by', 'Newest first');
    expect(query()).toEqual(search);
    expect(onRunQuery).toHaveBeenCalledTimes(2);
  });

  test('is spans in an order that spans have', async () => {
    const { user, query } = showQueryEditor({ ...search, sort: 'mostSpans' });
    await user.click(screen.getByRole('radio', { name: 'Spans' }));
    expect(query()).toEqual(spans);
    await user.click(field('Sort by'));
    expect(options()).toEqual(['Newest first', 'Oldest first', 'Longest first']);
    await user.click(screen.getByRole('option', { name: 'Longest first' }));
    expect(query()).toEqual({ ...spans, sort: 'longest' });
    await user.click(screen.getByRole('radio', { name: 'Traces' }));
    expect(query()).toEqual({ ...search, sort: 'longest' });
  });

  test('shows tags that are picked from those there are, or typed, beside spans', async () => {
    setVariables({ key: 'canary' });
    const { user, query, requests } = showQueryEditor(spans);
    await user.click(field('Columns'));
    await waitFor(() => expect(requests).toHaveLength(1));
    expect(requests[0]).toMatchObject({ path: 'tagKeys', params: { prefix: '' } });
    await requests[0]?.answer(['http.method', 'http.status_code']);
    await user.click(screen.getByRole('option', { name: 'http.status_code' }));
    await pick(user, 'Columns', '$key');
    await user.type(field('Columns'), 'region{Enter}');
    expect(query()).toEqual({ ...spans, columns: ['http.status_code', '$key', 'region'] });
    await user.type(field('Columns'), '{Backspace}');
    expect(query()).toEqual({ ...spans, columns: ['http.status_code', '$key'] });
  });

  test('shows so many spans below a trace as are asked for, and none in a list of spans', async () => {
    const { user, query, onRunQuery } = showQueryEditor(search);
    const most = () => screen.getByRole<HTMLInputElement>('spinbutton', { name: 'Spans per trace' });
    expect(most().value).toBe('3');
    await user.clear(most());
    await user.type(most(), '0{Enter}');
    expect(query()).toEqual({ ...search, spansPerTrace: 0 });
    expect(most().value).toBe('0');
    await user.clear(most());
    await user.tab();
    expect(query()).toEqual(search);
    expect(most().value).toBe('3');
    await user.clear(most());
    await user.type(most(), '21{Enter}');
    expect(screen.getByRole('alert').textContent).toBe('The spans per trace must be a whole number from 0 to 20.');
    expect(onRunQuery).toHaveBeenCalledTimes(2);
    await user.click(screen.getByRole('radio', { name: 'Spans' }));
    expect(screen.queryByRole('spinbutton', { name: 'Spans per trace' })).toBeNull();
    expect(query()).toEqual(spans);
  });

  test('says what is wrong with saved fields', () => {
    showQueryEditor({
      ...spans,
      sort: 'mostSpans',
      columns: Array.from({ length: 21 }, (_, number) => `tag ${number}`),
    });
    expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toEqual([
      '"mostSpans" is not known here; use one of newest, oldest, longest.',
      'These are 21 columns; choose 20 at the most.',
    ]);
  });
});
