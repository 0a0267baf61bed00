import { screen } from '@testing-library/react';
import { setVariables, showQueryEditor } from '../../tests/editors';
import type { Query } from '../types';

const id = '4bf92f3577b34da6a3ce929d0e0e4736';
const trace: Query = { refId: 'A', queryType: 'traceId', query: id };

beforeEach(() => setVariables({}));

const textbox = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const radio = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name });

describe('the view of a trace', () => {
  test('is the trace itself at first, and runs when another is chosen', async () => {
    const { user, query, onRunQuery } = showQueryEditor(trace);
    expect(screen.getByRole('radiogroup', { name: 'View' })).toBeTruthy();
    expect(radio('Trace').checked).toBe(true);
    await user.click(radio('Flame graph'));
    expect(query()).toEqual({ ...trace, view: 'flameGraph' });
    await user.click(radio('Statistics'));
    expect(query()).toEqual({ ...trace, view: 'statistics' });
    await user.click(radio('Events'));
    expect(query()).toEqual({ ...trace, view: 'events' });
    expect(radio('Events').checked).toBe(true);
    await user.click(radio('Trace'));
    expect(query()).toEqual(trace);
    expect(onRunQuery).toHaveBeenCalledTimes(4);
  });

  test('stays while another ID is entered, and runs nothing without one', async () => {
    const { user, query, onRunQuery } = showQueryEditor({ ...trace, query: '' });
    await user.click(radio('Events'));
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.type(textbox('Trace ID'), 'abc{Enter}');
    expect(query()).toEqual({ ...trace, query: 'abc', view: 'events' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  test('that does not exist is told beside the field', () => {
    showQueryEditor({ ...trace, view: 'spans' } as unknown as Query);
    expect(screen.getByRole('alert').textContent).toContain('"spans" is not known here');
  });
});

describe('a comparison', () => {
  test('starts from the trace that was looked at, and runs once there are two', async () => {
    const { user, query, onRunQuery } = showQueryEditor({ ...trace, view: 'statistics' });
    await user.click(radio('Compare'));
    expect(textbox('Trace A').value).toBe(id);
    expect(query()).toEqual({ refId: 'A', queryType: 'compare', query: id, other: '' });
    expect(onRunQuery).not.toHaveBeenCalled();
    await user.type(textbox('Trace B'), ' abc {Enter}');
    expect(query()).toEqual({ refId: 'A', queryType: 'compare', query: id, other: 'abc' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    await user.clear(textbox('Trace A'));
    await user.tab();
    expect(query()).toEqual({ refId: 'A', queryType: 'compare', query: '', other: 'abc' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  test('leaves the trace and its view, and the comparison, as they were', async () => {
    const { user, query } = showQueryEditor({ ...trace, view: 'statistics' });
    await user.click(radio('Compare'));
    await user.type(textbox('Trace B'), 'abc{Enter}');
    await user.click(radio('Trace ID'));
    expect(query()).toEqual({ ...trace, view: 'statistics' });
    await user.click(radio('Compare'));
    expect(query()).toEqual({ refId: 'A', queryType: 'compare', query: id, other: 'abc' });
  });

  test('takes variables', async () => {
    setVariables({ slow: 'abc', none: '' });
    const { user, query, onRunQuery } = showQueryEditor({ refId: 'A', queryType: 'compare', query: id, other: '' });
    await user.type(textbox('Trace B'), '$slow{Enter}');
    expect(query()).toMatchObject({ query: id, other: '$slow' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  test('of something that is no text is told beside its field', () => {
    showQueryEditor({ refId: 'A', queryType: 'compare', query: id, other: 7 } as unknown as Query);
    expect(screen.getByRole('alert').textContent).toContain('The field other must be text.');
  });
});

describe('what is below a span', () => {
  test('is asked for by its ID, and the whole trace again without one', async () => {
    const { user, query, onRunQuery } = showQueryEditor(trace);
    await user.type(textbox('Below span'), ' 00f067aa0ba902b7{Enter}');
    expect(query()).toEqual({ ...trace, spanId: '00f067aa0ba902b7' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    await user.clear(textbox('Below span'));
    await user.tab();
    expect(query()).toEqual(trace);
    expect(onRunQuery).toHaveBeenCalledTimes(2);
  });

  test('that is no text is told beside its field', () => {
    showQueryEditor({ ...trace, spanId: 7 } as unknown as Query);
    expect(screen.getByRole('alert').textContent).toContain('The field spanId must be text.');
  });
});
