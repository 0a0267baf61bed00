import { screen, waitFor } from '@testing-library/react';
import { field, metrics, options, pick, setVariables, showQueryEditor } from '../../tests/editors';

beforeEach(() => setVariables({}));

describe('groups', () => {
  test('are properties, keys of tags, variables and free text', async () => {
    setVariables({ by: 'version' });
    const { user, requests, query, onRunQuery } = showQueryEditor(metrics);
    await user.click(field('By'));
    await waitFor(() => expect(requests).toHaveLength(1));
    expect(requests[0]).toMatchObject({ path: 'tagKeys', params: { from: 1000, to: 2000 } });
    const about = { 'http.method': { span: 'indexed' }, status: { resource: 'indexed' } } as const;
    await requests[0]?.answer(['http.method', 'status'], { about });
    const keys = ['http.methodSpan tag, indexed', 'tag:statusResource tag, indexed'];
    expect(options()).toEqual(['service', 'operation', 'kind', 'status', '$by', ...keys]);
    await user.click(screen.getByText('tag:status'));
    await pick(user, 'By', 'service');
    await pick(user, 'By', '$by');
    await user.type(field('By'), 'not there yet{Enter}');
    expect(query()).toEqual({ ...metrics, groupBy: ['tag:status', 'service', '$by', 'not there yet'] });
    expect(onRunQuery).toHaveBeenCalledTimes(4);
  });

  test('an error of completion is told in the field, and typing goes on', async () => {
    const { user, requests, query } = showQueryEditor(metrics);
    await user.click(field('By'));
    await waitFor(() => expect(requests).toHaveLength(1));
    await requests[0]?.fail({ data: { error: 'Denied: log:GetIndex.' } });
    expect(screen.getByRole('alert').textContent).toContain('Denied: log:GetIndex.');
    await user.keyboard('version{Enter}');
    expect(query()).toEqual({ ...metrics, groupBy: ['version'] });
  });

  test('have a limit and a measure that ranks them, as long as there are any', async () => {
    const { user, query, replace } = showQueryEditor(metrics);
    expect(screen.queryByRole('spinbutton', { name: 'Series limit' })).toBeNull();
    expect(screen.queryByRole('combobox', { name: 'Top by' })).toBeNull();
    replace({ ...metrics, groupBy: ['service'] });
    const limit = screen.getByRole('spinbutton', { name: 'Series limit' });
    await user.clear(limit);
    await user.type(limit, '5{Enter}');
    await pick(user, 'Top by', /^Latency percentiles/);
    expect(query()).toEqual({
      ...metrics,
      groupBy: ['service'],
      seriesLimit: 5,
      topBy: 'quantiles',
      quantiles: [0.95],
    });
    expect(field('Percentiles')).toBeTruthy();
    await user.clear(limit);
    await user.tab();
    expect(query()).toHaveProperty('seriesLimit', 20);
  });

  test('too many of them are told beside the field', () => {
    showQueryEditor({ ...metrics, groupBy: ['a', 'b', 'c', 'd', 'e', 'f'] });
    expect(screen.getByRole('alert').textContent).toContain('These are 6 keys; choose 5 at the most.');
  });

  test('are none of a heat map, but what was saved can be taken out', async () => {
    const { user, query, replace } = showQueryEditor({ ...metrics, measure: 'heatmap', groupBy: ['service'] });
    expect(screen.getByRole('alert').textContent).toContain('shows all spans together');
    await user.type(field('By'), '{Backspace}');
    expect(query()).toEqual({ ...metrics, measure: 'heatmap' });
    // Not by role: Grafana hides the input of a disabled field.
    const by = () => screen.getByLabelText<HTMLInputElement>('By', { selector: 'input' });
    expect(by().disabled).toBe(true);
    replace(metrics);
    expect(by().disabled).toBe(false);
  });
});
