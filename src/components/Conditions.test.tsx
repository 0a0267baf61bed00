import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { field, options, pick, setVariables, showQueryEditor } from '../../tests/editors';
import type { Condition, Query, SearchQuery } from '../types';

const search: SearchQuery = { refId: 'A', queryType: 'search', limit: 20 };

beforeEach(() => setVariables({}));

function showConditions(...tags: Condition[]) {
  return showQueryEditor({ ...search, tags });
}

function conditionsOf(query: Query): unknown {
  return (query as SearchQuery).tags;
}

/** Pastes a text into a field, as a browser does: whether it is then put there is for the form to say. */
function paste(into: HTMLElement, text: string): boolean {
  return fireEvent.paste(into, { clipboardData: { getData: () => text } });
}

describe('what a condition is on', () => {
  test('decides its operators, and whether it has a scope and a key', async () => {
    const { user, query, onChange } = showConditions({ key: 'k', operator: '>', value: '1' });
    await pick(user, 'Subject of condition 1', 'Status');
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(query()).toEqual(search);
    expect(screen.queryByRole('combobox', { name: 'Key of condition 1' })).toBeNull();
    expect(screen.queryByRole('combobox', { name: 'Scope of condition 1' })).toBeNull();
    await user.click(field('Comparison of condition 1'));
    expect(options()).toEqual(['=is one of', '!=is none of', '=~fits one of', '!~fits none of']);
    await user.keyboard('{Escape}');
    await pick(user, 'Value of condition 1', 'error');
    expect(conditionsOf(query())).toEqual([{ on: 'status', operator: '=', value: 'error' }]);
  });

  test('an event has a name, or a key whose numbers can be compared until it goes', async () => {
    const { user, query } = showConditions({ on: 'event', operator: '=', value: 'exception' });
    await pick(user, 'Key of condition 1', 'exception.type');
    await pick(user, 'Comparison of condition 1', /^>=/);
    await user.type(screen.getByRole('textbox', { name: 'Value of condition 1' }), '5{Enter}');
    expect(conditionsOf(query())).toEqual([{ on: 'event', key: 'exception.type', operator: '>=', value: '5' }]);
    await user.type(field('Key of condition 1'), '{Backspace}');
    expect(conditionsOf(query())).toEqual([{ on: 'event', operator: '=', value: '5' }]);
  });

  test('a tag is looked for anywhere, on the span, or on its resource', async () => {
    const { user, query } = showConditions({ key: 'k', operator: 'exists' });
    await pick(user, 'Scope of condition 1', /^resource/);
    expect(conditionsOf(query())).toEqual([{ scope: 'resource', key: 'k', operator: 'exists' }]);
    await pick(user, 'Scope of condition 1', /^any/);
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: 'exists' }]);
  });

  test.each([
    { on: 'service', path: 'services', params: { prefix: '' } },
    { on: 'operation', path: 'operations', params: { service: 'reviews' } },
  ] as const)('names of the $on are asked for', async ({ on, path, params }) => {
    const { user, requests } = showQueryEditor({ ...search, service: 'reviews', tags: [{ on, operator: 'exists' }] });
    await pick(user, 'Comparison of condition 1', /^!=/);
    await user.click(field('Value of condition 1'));
    await waitFor(() => expect(requests.map((request) => request.path)).toEqual([path]));
    expect(requests[0]?.params).toMatchObject(params);
  });
});

describe('values', () => {
  test('may be several, and any can be taken out again', async () => {
    const { user, query, onRunQuery } = showConditions({ key: 'k', operator: '=', value: 'a' });
    await user.type(field('Value of condition 1'), 'b{Enter}');
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: '=', values: ['a', 'b'] }]);
    await user.type(field('Value of condition 1'), '{Backspace}');
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: '=', value: 'a' }]);
    expect(onRunQuery).toHaveBeenCalledTimes(2);
    await user.keyboard('{Backspace}');
    expect(query()).toEqual(search);
    expect(screen.getByText('k')).toBeTruthy();
  });

  test('stay through another operator as far as it can have them', async () => {
    const { user, query } = showConditions({ key: 'k', operator: '=', values: ['a', '404', '500'] });
    await pick(user, 'Comparison of condition 1', /^!~/);
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: '!~', values: ['a', '404', '500'] }]);
    await pick(user, 'Comparison of condition 1', /^missing/);
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: 'missing' }]);
    expect(screen.queryByLabelText('Value of condition 1')).toBeNull();
    await pick(user, 'Comparison of condition 1', /^= is/);
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: '=', values: ['a', '404', '500'] }]);
    await pick(user, 'Comparison of condition 1', /^< is/);
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: '<', value: '404' }]);
    await pick(user, 'Comparison of condition 1', /^>=/);
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: '>=', value: '404' }]);
  });

  test('of patterns are typed and never asked for', async () => {
    const { user, query, requests } = showConditions({ key: 'k', operator: '=~', value: 'a.*' });
    await user.type(field('Value of condition 1'), 'b|c{Enter}');
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: '=~', values: ['a.*', 'b|c'] }]);
    expect(requests).toEqual([]);
  });

  test('that are a number come from a field for one', async () => {
    const { user, query, onRunQuery } = showConditions({ key: 'k', operator: '>', value: '1' });
    const number = screen.getByRole<HTMLInputElement>('textbox', { name: 'Value of condition 1' });
    await user.clear(number);
    await user.type(number, ' 2.5 {Enter}');
    expect(conditionsOf(query())).toEqual([{ key: 'k', operator: '>', value: '2.5' }]);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    await user.clear(number);
    await user.tab();
    expect(query()).toEqual(search);
  });
});

describe('what is wrong', () => {
  test('is told at the row, and not run', async () => {
    const { user, onRunQuery } = showQueryEditor({
      ...search,
      tags: [{ key: 'a', operator: '=', value: '1' }],
      anyOf: [[{ key: 'b', operator: '>', value: '1' }]],
    });
    const number = screen.getByRole('textbox', { name: 'Value of condition 1 of group 1' });
    await user.type(number, 'ms{Enter}');
    expect(screen.getAllByRole('alert')).toHaveLength(1);
    const group = screen.getByRole('group', { name: 'Group 1' });
    expect(within(group).getByRole('alert').textContent).toContain('Write one number to compare b with');
    expect(onRunQuery).not.toHaveBeenCalled();
  });

  test.each([
    { name: 'a pattern', tag: { key: 'k', operator: '!~', values: ['a', '(b'] }, text: '"(b" is no pattern' },
    { name: 'a kind', tag: { on: 'kind', operator: '=', value: 'SERVER' }, text: '"SERVER" is not known here' },
    { name: 'no key', tag: { key: '', operator: '=', value: 'a' }, text: 'A tag needs a key' },
  ] as const)('of $name is told once', ({ tag, text }) => {
    showConditions(tag as Condition);
    expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toEqual([expect.stringContaining(text)]);
  });

  test('of all conditions together is told below them', () => {
    showConditions(...Array.from({ length: 51 }, (): Condition => ({ on: 'event', operator: 'exists' })));
    expect(screen.getByRole('alert').textContent).toContain('These are 51 conditions; 50 are allowed.');
  });

  test('is not known of a variable without a value, and of one with a value it is', () => {
    setVariables({ few: 'some' });
    const { replace } = showConditions({ key: 'k', operator: '>', value: '$many' });
    expect(screen.queryByRole('alert')).toBeNull();
    replace({ ...search, tags: [{ key: 'k', operator: '>', value: '$few' }] });
    expect(screen.getByRole('alert').textContent).toContain('Write one number');
    replace({ ...search, tags: [{ key: 'k', operator: '=~', value: '(a$' }] });
    expect(screen.getByRole('alert').textContent).toContain('"(a$" is no pattern');
  });
});

describe('groups', () => {
  test('ask for nothing until they are filled in', async () => {
    const { user, query, onChange } = showQueryEditor(search);
    expect(screen.queryByText('and at least one of these groups:')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Add group' }));
    expect(screen.getByText('and at least one of these groups:')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Add another group' }));
    expect(onChange).not.toHaveBeenCalled();
    await user.type(field('Key of condition 1 of group 2'), 'a{Enter}');
    await user.type(field('Value of condition 1 of group 2'), '1{Enter}');
    expect(query()).toEqual({ ...search, anyOf: [[{ key: 'a', operator: '=', value: '1' }]] });
    expect(screen.getByText('or')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Remove group 1' }));
    expect(query()).toEqual({ ...search, anyOf: [[{ key: 'a', operator: '=', value: '1' }]] });
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test('hold several conditions, and are gone with the last', async () => {
    const group: Condition[] = [
      { key: 'a', operator: '=', value: '1' },
      { on: 'event', operator: 'exists' },
    ];
    const { user, query } = showQueryEditor({ ...search, anyOf: [group.slice(0, 1)] });
    await user.click(screen.getByRole('button', { name: 'Add condition to group 1' }));
    await pick(user, 'Subject of condition 2 of group 1', 'Event');
    await pick(user, 'Comparison of condition 2 of group 1', /^exists/);
    expect(query()).toEqual({ ...search, anyOf: [group] });
    await user.click(screen.getByRole('button', { name: 'Remove condition 1 of group 1' }));
    expect(query()).toEqual({ ...search, anyOf: [[group[1]]] });
    await user.click(screen.getByRole('button', { name: 'Remove group 1' }));
    expect(query()).toEqual(search);
    expect(screen.queryByRole('group', { name: /^Group/ })).toBeNull();
  });
});

describe('a saved query', () => {
  const saved = {
    ...search,
    tags: [
      { key: 'a', operator: '=', values: ['1', ''] },
      { key: 'b', operator: 'missing' },
      { on: 'event', operator: '!=', value: 'exception' },
      { key: '', operator: '=', value: 'left over' },
      { scope: 'span', key: 'c', operator: '=', value: 5 },
    ],
    anyOf: [[{ key: 'd', operator: '>=', value: '1' }], [{ on: 'service', operator: '=~', values: ['x', 'y'] }]],
    rawSearch: 'a: b',
  } as unknown as SearchQuery;

  test('keeps every condition when anything changes', async () => {
    const { user, query } = showQueryEditor(saved);
    await user.type(screen.getByRole('textbox', { name: 'Min span duration' }), '5ms{Enter}');
    expect(query()).toEqual({ ...saved, minDuration: '5ms' });
    await user.click(screen.getByRole('button', { name: 'Remove condition 1' }));
    expect(query()).toEqual({ ...saved, minDuration: '5ms', tags: saved.tags?.slice(1) });
    await user.click(screen.getByRole('button', { name: 'Remove condition 1 of group 1' }));
    expect(query()).toMatchObject({ anyOf: saved.anyOf?.slice(1), tags: saved.tags?.slice(1) });
  });

  test.each([
    { name: 'conditions', stored: { tags: { k: 'v' } }, text: 'The tags must be a list.' },
    { name: 'groups', stored: { anyOf: ['k=v'] }, text: 'The groups of conditions must be lists.' },
  ])('with $name that are no lists is shown, and told', ({ stored, text }) => {
    showQueryEditor({ ...search, ...stored } as unknown as SearchQuery);
    expect(screen.getByRole('alert').textContent).toContain(text);
  });
});

describe('pasting', () => {
  test('tags as Jaeger takes them become rows', async () => {
    const { user, query, onRunQuery } = showConditions({ key: 'a', operator: '!=', value: '1' });
    await user.click(screen.getByRole('button', { name: 'Add condition' }));
    expect(paste(field('Key of condition 2'), 'http.status_code=500 error message="not \\"found\\""')).toBe(false);
    expect(conditionsOf(query())).toEqual([
      { key: 'a', operator: '!=', value: '1' },
      { key: 'http.status_code', operator: '=', value: '500' },
      { key: 'error', operator: '=', value: 'true' },
      { key: 'message', operator: '=', value: 'not "found"' },
    ]);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  test('tags come after a row that has a key, and keep its scope', () => {
    const { query } = showConditions({ scope: 'span', key: 'a', operator: 'exists' });
    paste(field('Key of condition 1'), 'b=1');
    expect(conditionsOf(query())).toEqual([
      { scope: 'span', key: 'a', operator: 'exists' },
      { scope: 'span', key: 'b', operator: '=', value: '1' },
    ]);
  });

  test.each(['http.status_code', 'two words', 'a="open', '=a', 'a=1 '.repeat(51)])(
    '%s is a key as any other',
    (text) => {
      const { onChange } = showConditions({ key: 'a', operator: 'exists' });
      expect(paste(field('Key of condition 1'), text)).toBe(true);
      expect(onChange).not.toHaveBeenCalled();
    },
  );
});

describe('the raw search', () => {
  test('lies in a part that opens, and runs at Enter', async () => {
    const { user, query, onRunQuery } = showQueryEditor(search);
    expect(screen.queryByRole('textbox', { name: 'Raw search' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Advanced' }));
    await user.type(screen.getByRole('textbox', { name: 'Raw search' }), ' not a: b {Enter}');
    expect(query()).toEqual({ ...search, rawSearch: 'not a: b' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  test('is open where there is one', () => {
    showQueryEditor({ ...search, rawSearch: 'a: b' });
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Raw search' }).value).toBe('a: b');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('can not be filled in where Jaeger is asked, and what was saved can be taken out', async () => {
    const { user, query } = showQueryEditor({ ...search, rawSearch: 'a: b' }, { access: 'jaegerQuery' });
    expect(screen.getByRole('alert').textContent).toContain('This data source reads from Jaeger');
    const raw = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Raw search' });
    await user.clear(raw());
    await user.tab();
    expect(query()).toEqual(search);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(raw().disabled).toBe(true);
  });
});
