import React from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { violations } from '../../tests/axe';
import { setVariables, showQueryEditor } from '../../tests/editors';
import { isRunnable, normalise } from '../query';
import { problems } from '../queryProblems';
import type { Query } from '../types';
import { QueryHelp } from './QueryHelp';

beforeEach(() => setVariables({}));

const search: Query = { refId: 'B', queryType: 'search', limit: 20 };

/** Shows the help of an editor, which keeps the example that was clicked. */
function showHelp() {
  const taken: Query[] = [];
  render(<QueryHelp datasource={{} as never} query={search} onClickExample={(query) => taken.push(query)} />);
  return { user: userEvent.setup({ delay: null }), taken };
}

test('the help tells of every type of query', async () => {
  showHelp();
  expect(screen.getAllByRole('heading').map(({ textContent }) => textContent)).toEqual([
    'Search',
    'Trace ID',
    'Metrics',
    'Service graph',
    'Compare',
  ]);
  expect(await violations()).toEqual([]);
});

test('every example is a query in full form that the backend takes', async () => {
  const { user, taken } = showHelp();
  const buttons = screen.getAllByRole('button');
  expect(buttons.length).toBeGreaterThan(8);
  for (const button of buttons) {
    await user.click(button);
  }
  expect(taken).toHaveLength(buttons.length);
  for (const query of taken) {
    expect(query.refId).toBe('B');
    expect(query).toEqual(normalise(query));
    expect(problems(query)).toEqual({});
    expect(isRunnable(query)).toBe(true);
  }
  expect(new Set(taken.map((query) => JSON.stringify(query))).size).toBe(buttons.length);
});

test('an example that was taken by the keyboard runs once, when the editor has it', async () => {
  const { user, taken } = showHelp();
  screen.getByRole('button', { name: 'Requests a second, by service' }).focus();
  await user.keyboard('{Enter}');
  const editor = showQueryEditor(search);
  expect(editor.onRunQuery).not.toHaveBeenCalled();
  editor.replace({ ...taken[0], datasource: { type: 'logservice-jaeger-datasource', uid: 'u' } } as Query);
  expect(editor.onRunQuery).toHaveBeenCalledTimes(1);
  editor.replace(search);
  editor.replace(taken[0]!);
  expect(editor.onRunQuery).toHaveBeenCalledTimes(1);
});
