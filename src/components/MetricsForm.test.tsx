import { screen } from '@testing-library/react';
import { field, metrics, options, pick, setVariables, showQueryEditor } from '../../tests/editors';
import type { MetricsQuery, SearchQuery, SpanFilters } from '../types';

const search: SearchQuery = { refId: 'A', queryType: 'search', limit: 20 };

beforeEach(() => setVariables({}));

describe('the type of the query', () => {
  test('metrics start from the conditions of the search, and each keeps its own afterwards', async () => {
    const tags: SearchQuery['tags'] = [{ key: 'canary', operator: '=', value: 'true' }];
    const { user, query } = showQueryEditor({ ...search, service: 'reviews', tags });
    await user.click(screen.getByRole('radio', { name: 'Metrics' }));
    expect(query()).toEqual({ ...metrics, service: 'reviews', tags });
    await user.type(screen.getByRole('textbox', { name: 'Min span duration' }), '5ms{Enter}');
    await user.click(screen.getByRole('button', { name: 'Remove condition 1' }));
    await user.click(screen.getByRole('radio', { name: 'Search' }));
    expect(query()).toEqual({ ...search, service: 'reviews', tags });
    await user.click(screen.getByRole('radio', { name: 'Metrics' }));
    expect(query()).toEqual({ ...metrics, service: 'reviews', minDuration: '5ms' });
  });

  test('an unfilled tag of metrics is still there after a look at a trace ID', async () => {
    const { user } = showQueryEditor(metrics);
    await user.click(screen.getByRole('button', { name: 'Add condition' }));
    await user.type(field('Key of condition 1'), 'canary{Enter}');
    await user.click(screen.getByRole('radio', { name: 'Trace ID' }));
    expect(screen.queryByRole('button', { name: 'Add condition' })).toBeNull();
    await user.click(screen.getByRole('radio', { name: 'Metrics' }));
    expect(screen.getByText('canary')).toBeTruthy();
  });
});

describe('what is measured', () => {
  test('is a choice that runs', async () => {
    const { user, query, onRunQuery } = showQueryEditor(metrics);
    await pick(user, 'Measure', /^Error percentage/);
    await pick(user, 'Of', /^Server spans/);
    expect(query()).toEqual({ ...metrics, measure: 'errorPercentage', over: 'serverSpans' });
    expect(onRunQuery).toHaveBeenCalledTimes(2);
  });

  test('is chosen with the keyboard alone', async () => {
    const { user, query } = showQueryEditor(metrics);
    await user.tab();
    await user.tab();
    await user.tab();
    while (document.activeElement !== field('Measure')) {
      await user.tab();
    }
    await user.keyboard('{ArrowDown}longest{Enter}');
    expect(query()).toEqual({ ...metrics, measure: 'max' });
  });

  test('percentiles are p95 at first, and others are picked, typed and taken out', async () => {
    const { user, query } = showQueryEditor(metrics);
    expect(screen.queryByRole('combobox', { name: 'Percentiles' })).toBeNull();
    await pick(user, 'Measure', /^Latency percentiles/);
    expect(query()).toEqual({ ...metrics, measure: 'quantiles', quantiles: [0.95] });
    await pick(user, 'Percentiles', 'p99.9');
    await user.type(field('Percentiles'), '57{Enter}');
    await user.type(field('Percentiles'), 'P99.99{Enter}');
    expect(query()).toHaveProperty('quantiles', [0.95, 0.999, 0.57, 0.9999]);
    await user.type(field('Percentiles'), '{Backspace}{Backspace}');
    expect(query()).toHaveProperty('quantiles', [0.95, 0.999]);
  });

  test.each(['95', 'soon', '-1'])('%s is no new percentile', async (text) => {
    const { user, onChange } = showQueryEditor({ ...metrics, measure: 'quantiles', quantiles: [0.95] });
    await user.type(field('Percentiles'), text);
    expect(options()).toEqual([]);
    await user.keyboard('{Enter}');
    expect(onChange).not.toHaveBeenCalled();
  });

  test('a percentile of nothing is told beside the field and not run', async () => {
    const { user, onRunQuery } = showQueryEditor({ ...metrics, measure: 'quantiles', quantiles: [0.95] });
    await user.type(field('Percentiles'), '150{Enter}');
    expect(screen.getByRole('alert').textContent).toContain('p150 does not');
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  test('an apdex has a threshold, which may be a variable', async () => {
    const { user, query, onRunQuery } = showQueryEditor({ ...metrics, measure: 'apdex' });
    const threshold = screen.getByRole<HTMLInputElement>('textbox', { name: 'Apdex threshold' });
    expect(threshold.value).toBe('500ms');
    await user.clear(threshold);
    await user.type(threshold, '0s{Enter}');
    expect(screen.getByRole('alert').textContent).toContain('nobody would be satisfied');
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.clear(threshold);
    await user.type(threshold, '$fast{Enter}');
    expect(query()).toEqual({ ...metrics, measure: 'apdex', apdexThreshold: '$fast' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  test('what was entered for one measure is still there after a look at others', async () => {
    const entered: MetricsQuery = {
      ...metrics,
      measure: 'quantiles',
      quantiles: [0.5, 0.99],
      groupBy: ['service'],
      compareWith: '1d',
      step: '5m',
    };
    const { user, query } = showQueryEditor(entered);
    await pick(user, 'Measure', /^Latency heat map/);
    expect(query()).toEqual({ ...metrics, measure: 'heatmap', step: '5m' });
    await user.click(screen.getByRole('radio', { name: 'Search' }));
    await user.click(screen.getByRole('radio', { name: 'Metrics' }));
    await pick(user, 'Measure', /^Apdex/);
    expect(query()).toEqual({
      ...metrics,
      measure: 'apdex',
      apdexThreshold: '500ms',
      groupBy: ['service'],
      compareWith: '1d',
      step: '5m',
    });
    await user.type(screen.getByRole('textbox', { name: 'Apdex threshold' }), '{Backspace}{Backspace}s{Enter}');
    await pick(user, 'Measure', /^Latency percentiles/);
    expect(query()).toEqual(entered);
    await pick(user, 'Measure', /^Apdex/);
    expect(query()).toHaveProperty('apdexThreshold', '500s');
  });

  test('groups that were taken out do not come back with another measure', async () => {
    const { user, query } = showQueryEditor({ ...metrics, groupBy: ['service'] });
    await pick(user, 'Measure', /^Count/);
    await user.type(field('By'), '{Backspace}');
    await pick(user, 'Measure', /^Rate/);
    expect(query()).toEqual(metrics);
  });
});

test('the query is read back in words', async () => {
  const { user, replace } = showQueryEditor(metrics);
  expect(screen.getByText('rate of all spans')).toBeTruthy();
  replace({ ...metrics, over: 'traces', groupBy: ['service', 'status'] });
  expect(screen.getByText('rate of traces, by service, status')).toBeTruthy();
  replace({
    ...metrics,
    measure: 'quantiles',
    quantiles: [0.95],
    over: 'serverSpans',
    service: '<reviews> & co',
    tags: [{ key: 'http.method', operator: '!=', value: 'GET' }],
    maxDuration: '2s',
    groupBy: ['version'],
  });
  const words =
    'p95 latency of server spans where service = <reviews> & co and http.method != GET and span duration ≤ 2s, by version';
  expect(screen.getByText(words)).toBeTruthy();
  await pick(user, 'Measure', /^Apdex/);
  expect(screen.getByText(/^apdex at 500ms of server spans where/)).toBeTruthy();
});

test.each<{ filters: SpanFilters; words: string }>([
  { filters: { tags: [{ key: 'k', operator: '=', values: ['a', ''] }] }, words: 'k = any of a, (empty)' },
  { filters: { tags: [{ scope: 'span', key: 'k', operator: 'missing' }] }, words: 'k of the span is missing' },
  { filters: { tags: [{ scope: 'resource', key: 'k', operator: '>', value: '1' }] }, words: 'k of the resource > 1' },
  { filters: { tags: [{ on: 'event', operator: 'exists' }] }, words: 'event exists' },
  { filters: { tags: [{ on: 'event', key: 'k', operator: '!~', value: 'a|b' }] }, words: 'k of an event !~ a|b' },
  { filters: { anyOf: [[{ on: 'kind', operator: '=', value: 'server' }]] }, words: 'kind = server' },
  {
    filters: {
      service: 'web',
      anyOf: [
        [
          { on: 'service', operator: '!=', value: 'a' },
          { on: 'operation', operator: 'exists' },
        ],
        [{ on: 'status', operator: '=', value: 'error' }],
      ],
    },
    words: 'service = web and ((service != a and operation exists) or status = error)',
  },
  { filters: { rawSearch: 'a: <b>' }, words: 'raw search "a: <b>"' },
])('conditions are read back: $words', ({ filters, words }) => {
  showQueryEditor({ ...metrics, ...filters });
  expect(screen.getByText(`rate of all spans where ${words}`)).toBeTruthy();
});
