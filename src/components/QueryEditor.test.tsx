import { screen } from '@testing-library/react';
import { setVariables, showQueryEditor } from '../../tests/editors';
import type { Query, SearchQuery } from '../types';

const search: SearchQuery = { refId: 'A', queryType: 'search', limit: 20 };

beforeEach(() => setVariables({}));

test('the type of the query is a choice, and a link without one shows its trace ID', () => {
  showQueryEditor({ queryType: undefined, query: '4bf92f3577b34da6' });
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Trace ID' }).checked).toBe(true);
  expect(screen.getByLabelText<HTMLInputElement>('Trace ID', { selector: '[type=text], :not([type])' }).value).toBe(
    '4bf92f3577b34da6',
  );
});

test('a trace ID runs at Enter, without the blanks around it', async () => {
  const { user, query, onRunQuery } = showQueryEditor({ queryType: 'traceId', query: '' });
  await user.type(screen.getByRole('textbox', { name: 'Trace ID' }), ' 4bf92f3577b34da6 ');
  expect(onRunQuery).not.toHaveBeenCalled();
  await user.keyboard('{Enter}');
  expect(query()).toEqual({ refId: 'A', queryType: 'traceId', query: '4bf92f3577b34da6' });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

test('a trace ID runs when the field is left, once', async () => {
  const { user, onChange, onRunQuery } = showQueryEditor({ queryType: 'traceId', query: '' });
  await user.type(screen.getByRole('textbox', { name: 'Trace ID' }), 'abc{Tab}');
  await user.tab({ shift: true });
  await user.tab();
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

test('Enter runs again what has not changed', async () => {
  const { user, onRunQuery } = showQueryEditor({ queryType: 'traceId', query: 'abc' });
  await user.type(screen.getByRole('textbox', { name: 'Trace ID' }), '{Enter}');
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

test('switching the type keeps what was entered in both, an unfilled tag included', async () => {
  const { user, query } = showQueryEditor({ ...search, service: 'reviews', minDuration: '5ms' });
  await user.click(screen.getByRole('button', { name: 'Add condition' }));
  await user.type(screen.getByRole('combobox', { name: 'Key of condition 1' }), 'error{Enter}');
  await user.click(screen.getByRole('radio', { name: 'Trace ID' }));
  expect(query()).toEqual({ refId: 'A', queryType: 'traceId', query: '' });
  await user.type(screen.getByRole('textbox', { name: 'Trace ID' }), 'abc{Enter}');
  await user.click(screen.getByRole('radio', { name: 'Search' }));
  expect(query()).toEqual({ ...search, service: 'reviews', minDuration: '5ms' });
  expect(screen.getByText('error')).toBeTruthy();
  await user.click(screen.getByRole('radio', { name: 'Trace ID' }));
  expect(query()).toEqual({ refId: 'A', queryType: 'traceId', query: 'abc' });
});

test('switching to a trace ID that is still to be typed runs nothing, so that the list stays', async () => {
  const { user, onRunQuery } = showQueryEditor(search);
  await user.click(screen.getByRole('radio', { name: 'Trace ID' }));
  expect(onRunQuery).not.toHaveBeenCalled();
  await user.click(screen.getByRole('radio', { name: 'Search' }));
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

test('what Grafana keeps on a query stays through a change of type', async () => {
  const datasource = { type: 'logservice-jaeger-datasource', uid: 'u' };
  const { user, query } = showQueryEditor({ ...search, refId: 'B', hide: true, datasource });
  await user.click(screen.getByRole('radio', { name: 'Trace ID' }));
  expect(query()).toEqual({ refId: 'B', hide: true, datasource, queryType: 'traceId', query: '' });
});

test.each([
  { name: 'a duration without a unit', label: 'Min span duration', text: '5', sentence: '"5" is no duration' },
  { name: 'bounds that cross', label: 'Max trace duration', text: '1s', sentence: 'Nothing takes 2s or longer' },
  { name: 'a limit beyond the largest', label: 'Limit', text: '2000', sentence: 'from 1 to 1500' },
])('$name is told beside the field and not run', async ({ label, text, sentence }) => {
  const { user, onChange, onRunQuery } = showQueryEditor({ ...search, minTraceDuration: '2s' });
  const field = screen.getByLabelText(label);
  await user.clear(field);
  await user.type(field, `${text}{Enter}`);
  expect(screen.getByRole('alert').textContent).toContain(sentence);
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(onRunQuery).not.toHaveBeenCalled();
  await user.clear(field);
  await user.type(field, '{Enter}');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

test('an emptied limit is the default again', async () => {
  const { user, query } = showQueryEditor({ ...search, limit: 7 });
  await user.clear(screen.getByRole('spinbutton', { name: 'Limit' }));
  await user.tab();
  expect(query()).toEqual(search);
});

test('a variable may stand for a duration, and its value is checked', async () => {
  setVariables({ slow: '2s', odd: 'long' });
  const { user, query, onRunQuery } = showQueryEditor(search);
  const field = screen.getByRole('textbox', { name: 'Min span duration' });
  await user.type(field, '$slow{Enter}');
  expect(query()).toEqual({ ...search, minDuration: '$slow' });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  await user.clear(field);
  await user.type(field, '$odd{Enter}');
  expect(screen.getByRole('alert').textContent).toContain('"long" is no duration');
  await user.clear(field);
  await user.type(field, '$unknown{Enter}');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(onRunQuery).toHaveBeenCalledTimes(2);
});

test('a search of Jaeger shows in the form, and becomes one of ours with the first change', async () => {
  const jaegers = { queryType: 'search', service: 'reviews', operation: 'All', tags: 'error=true', limit: 7 };
  const { user, query } = showQueryEditor(jaegers as unknown as Query);
  expect(screen.getByText('error')).toBeTruthy();
  await user.type(screen.getByRole('textbox', { name: 'Min span duration' }), '5ms{Enter}');
  expect(query()).toEqual({
    ...search,
    service: 'reviews',
    tags: [{ key: 'error', operator: '=', value: 'true' }],
    minDuration: '5ms',
    limit: 7,
  });
});

test('a query of a newer version is left alone, and told', async () => {
  const { user, query, onChange } = showQueryEditor({ ...search, schemaVersion: 2 } as Query);
  expect(screen.getByRole('alert').textContent).toContain('A newer version of this plugin saved the query');
  expect(screen.queryByRole('spinbutton', { name: 'Limit' })).toBeNull();
  expect(onChange).not.toHaveBeenCalled();
  await user.click(screen.getByRole('radio', { name: 'Search' }));
  expect(query()).toEqual(search);
  expect(screen.queryByRole('alert')).toBeNull();
});

describe('tags', () => {
  test('a row asks for nothing until it has a key and a value', async () => {
    const { user, query, onChange, onRunQuery } = showQueryEditor(search);
    await user.click(screen.getByRole('button', { name: 'Add condition' }));
    await user.type(screen.getByRole('combobox', { name: 'Value of condition 1' }), '503{Enter}');
    expect(onChange).not.toHaveBeenCalled();
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.type(screen.getByRole('combobox', { name: 'Key of condition 1' }), 'http.status_code{Enter}');
    expect(query()).toEqual({ ...search, tags: [{ key: 'http.status_code', operator: '=', value: '503' }] });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  test('an unfilled row is left out while another changes, and stays in the form', async () => {
    const { user, query } = showQueryEditor({ ...search, tags: [{ key: 'a', operator: '=', value: '1' }] });
    await user.click(screen.getByRole('button', { name: 'Add condition' }));
    await user.click(screen.getByRole('combobox', { name: 'Comparison of condition 1' }));
    await user.click(screen.getByRole('option', { name: /^!=/ }));
    expect(query()).toEqual({ ...search, tags: [{ key: 'a', operator: '!=', value: '1' }] });
    expect(screen.getByRole('combobox', { name: 'Key of condition 2' })).toBeTruthy();
  });

  test('a row can be removed', async () => {
    const tags: SearchQuery['tags'] = [
      { key: 'a', operator: '=', value: '1' },
      { key: 'b', operator: '!=', value: '' },
    ];
    const { user, query } = showQueryEditor({ ...search, tags });
    expect(screen.getByText('(empty)')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Remove condition 1' }));
    expect(query()).toEqual({ ...search, tags: [tags[1]] });
    await user.click(screen.getByRole('button', { name: 'Remove condition 1' }));
    expect(query()).toEqual(search);
    expect(screen.queryByRole('combobox', { name: 'Key of condition 1' })).toBeNull();
  });

  test('rows follow a query that was changed from elsewhere', async () => {
    const { replace } = showQueryEditor({ ...search, tags: [{ key: 'a', operator: '=', value: '1' }] });
    replace({ ...search, tags: [{ key: 'other', operator: '=', value: '2' }] });
    expect(screen.getByText('other')).toBeTruthy();
    expect(screen.queryByText('a')).toBeNull();
  });
});
