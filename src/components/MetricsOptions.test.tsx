import { CoreApp } from '@grafana/data';
import { screen, within } from '@testing-library/react';
import { field, metrics, pick, setVariables, showQueryEditor } from '../../tests/editors';
import type { MetricsQuery } from '../types';

beforeEach(() => setVariables({}));

describe('options', () => {
  const radio = (group: string, name: string) =>
    within(screen.getByRole('radiogroup', { name: group })).getByRole<HTMLInputElement>('radio', { name });

  test('one figure needs no step, and keeps it for later', async () => {
    const { user, query } = showQueryEditor({ ...metrics, step: '5m' });
    const step = screen.getByRole<HTMLInputElement>('textbox', { name: 'Step' });
    expect(step.disabled).toBe(false);
    await user.click(radio('Format', 'One figure'));
    expect(query()).toEqual({ ...metrics, step: '5m', instant: true });
    expect(step.disabled).toBe(true);
    expect(radio('Empty steps', 'Zero').disabled).toBe(true);
    await user.click(radio('Format', 'Over time'));
    expect(query()).toEqual({ ...metrics, step: '5m' });
  });

  test('a histogram is always of the whole range', () => {
    showQueryEditor({ ...metrics, measure: 'histogram' });
    expect(radio('Format', 'Over time').disabled).toBe(true);
    expect(radio('Format', 'One figure').checked).toBe(true);
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Step' }).disabled).toBe(true);
  });

  test.each([
    { name: 'nothing', text: '0s', sentence: '1s or longer' },
    { name: 'no unit', text: '60', sentence: '"60" is no duration' },
  ])('a step of $name is told beside the field and not run', async ({ text, sentence }) => {
    const { user, query, onRunQuery } = showQueryEditor(metrics);
    await user.type(screen.getByRole('textbox', { name: 'Step' }), `${text}{Enter}`);
    expect(screen.getByRole('alert').textContent).toContain(sentence);
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.clear(screen.getByRole('textbox', { name: 'Step' }));
    await user.type(screen.getByRole('textbox', { name: 'Step' }), '1d{Enter}');
    expect(query()).toEqual({ ...metrics, step: '1d' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  test('empty steps are a choice', async () => {
    const { user, query } = showQueryEditor(metrics);
    await user.click(radio('Empty steps', 'Zero'));
    expect(query()).toEqual({ ...metrics, emptyBuckets: 'zero' });
    await user.click(radio('Empty steps', 'Gap'));
    expect(query()).toEqual({ ...metrics, emptyBuckets: 'null' });
    await user.click(radio('Empty steps', 'Auto'));
    expect(query()).toEqual(metrics);
  });

  test('an earlier time is picked or typed', async () => {
    const { user, query } = showQueryEditor(metrics);
    await pick(user, 'Compare with', '7d');
    expect(query()).toEqual({ ...metrics, compareWith: '7d' });
    await user.type(field('Compare with'), '2w{Enter}');
    expect(query()).toEqual({ ...metrics, compareWith: '2w' });
    await user.type(field('Compare with'), '{Backspace}');
    expect(query()).toEqual(metrics);
  });

  test('a legend keeps its braces', async () => {
    const { user, query } = showQueryEditor(metrics);
    // Doubled, since userEvent reads single ones as keys.
    await user.type(screen.getByRole('textbox', { name: 'Legend' }), '{{{{service}} now{Enter}');
    expect(query()).toEqual({ ...metrics, legend: '{{service}} now' });
  });

  test('exemplars are there unless they are switched off', async () => {
    const average: MetricsQuery = { ...metrics, measure: 'average' };
    const { user, query } = showQueryEditor(average);
    await user.click(screen.getByRole('switch', { name: 'Exemplars' }));
    expect(query()).toEqual({ ...average, exemplars: false });
    await user.click(screen.getByRole('switch', { name: 'Exemplars' }));
    expect(query()).toEqual(average);
  });

  test.each<{ name: string; query: Partial<MetricsQuery>; app?: CoreApp }>([
    { name: 'of what is counted', query: { measure: 'rate' } },
    { name: 'of one figure', query: { measure: 'average', instant: true } },
    { name: 'in an alert rule', query: { measure: 'average' }, app: CoreApp.UnifiedAlerting },
  ])('there are no exemplars $name', ({ query, app }) => {
    showQueryEditor({ ...metrics, ...query }, { app });
    expect(screen.queryByRole('switch', { name: 'Exemplars' })).toBeNull();
  });
});

describe('an alert rule', () => {
  const app = CoreApp.UnifiedAlerting;

  test('that is new saves what it starts from, once', () => {
    const { query, onChange, onRunQuery } = showQueryEditor(
      { ...metrics, instant: true },
      { app, queries: [{ refId: 'A' }] },
    );
    expect(query()).toEqual({ ...metrics, instant: true });
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  test.each([
    { name: 'metrics', queries: [metrics] },
    { name: 'a trace ID from elsewhere', queries: [{ refId: 'A', query: 'abc' }] },
    { name: 'unknown', queries: undefined },
  ])('that was saved is left alone: $name', ({ queries }) => {
    const { onChange } = showQueryEditor(metrics, { app, queries });
    expect(onChange).not.toHaveBeenCalled();
  });

  test('says that it is over time, since Grafana puts it on top of a default that is not', async () => {
    const { user, query } = showQueryEditor({ ...metrics, instant: true }, { app });
    await user.click(screen.getByRole('radio', { name: 'Over time' }));
    expect(query()).toEqual({ ...metrics, instant: false });
  });
});

test('a panel whose query is not saved yet is left alone', () => {
  const { onChange } = showQueryEditor(metrics, { app: CoreApp.PanelEditor, queries: [{ refId: 'A' }] });
  expect(onChange).not.toHaveBeenCalled();
});
