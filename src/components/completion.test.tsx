import { screen, waitFor, within } from '@testing-library/react';
import { setVariables, showQueryEditor } from '../../tests/editors';
import type { Names } from '../resources';
import type { SearchQuery } from '../types';

const search: SearchQuery = { refId: 'A', queryType: 'search', limit: 20 };

beforeEach(() => setVariables({}));

function field(name: string): HTMLElement {
  return screen.getByRole('combobox', { name });
}

function options(): Array<string | null> {
  return screen.queryAllByRole('option').map(({ textContent }) => textContent);
}

/** Waits until a form has made so many requests: it lets a person finish a word first. */
async function made(requests: unknown[], count: number): Promise<void> {
  await waitFor(() => expect(requests).toHaveLength(count));
}

test('a list asks when it opens, for the time range, and what is picked runs', async () => {
  const { user, requests, query, onRunQuery } = showQueryEditor(search);
  await user.click(field('Service'));
  await made(requests, 1);
  expect(requests[0]).toMatchObject({ path: 'services', params: { from: 1000, to: 2000, prefix: '', limit: 200 } });
  expect(requests[0]?.options).toEqual({ showErrorAlert: false, requestId: expect.any(String) });
  await requests[0]?.answer(['productpage', 'reviews']);
  await user.click(screen.getByRole('option', { name: 'reviews' }));
  expect(query()).toEqual({ ...search, service: 'reviews' });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

test('a name is found and picked with the keyboard alone, without another request', async () => {
  const { user, requests, query } = showQueryEditor(search);
  await user.tab();
  await user.tab();
  expect(document.activeElement).toBe(field('Service'));
  await user.keyboard('{ArrowDown}');
  await made(requests, 1);
  await requests[0]?.answer(['productpage', 'ratings', 'reviews']);
  await user.keyboard('Rev');
  expect(options()).toEqual(['reviews', 'Use Rev']);
  await user.keyboard('{Enter}');
  expect(query()).toEqual({ ...search, service: 'reviews' });
  expect(requests).toHaveLength(1);
});

test('a name is taken out with the keyboard', async () => {
  const { user, query, onRunQuery } = showQueryEditor({ ...search, service: 'reviews' });
  await user.type(field('Service'), '{Backspace}');
  expect(query()).toEqual(search);
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

test('typing asks for other beginnings when there are more names than were given', async () => {
  const { user, requests } = showQueryEditor(search);
  await user.click(field('Service'));
  await made(requests, 1);
  await requests[0]?.answer(['a', 'b'], { more: true });
  expect(options()).toContain('These are the first 200; type the beginning of a name to see others.');
  await user.keyboard('re');
  await made(requests, 2);
  expect(requests[1]?.params).toMatchObject({ prefix: 're' });
  await requests[1]?.answer(['ratings.re', 'reviews']);
  expect(options()).toEqual(['ratings.re', 'reviews', 'Use re']);
});

test('that there are more can be read but not picked', async () => {
  const { user, requests, onChange } = showQueryEditor(search);
  await user.click(field('Service'));
  await made(requests, 1);
  await requests[0]?.answer([], { more: true });
  await user.click(screen.getByText(/These are the first/));
  expect(onChange).not.toHaveBeenCalled();
});

test('a late answer never replaces a newer one', async () => {
  const { user, requests } = showQueryEditor(search);
  await user.click(field('Service'));
  await made(requests, 1);
  await user.keyboard('r');
  await made(requests, 2);
  await requests[1]?.answer(['reviews']);
  await requests[0]?.answer(['orders', 'reviews']);
  expect(options()).toEqual(['reviews', 'Use r']);
});

test('a late error says nothing either', async () => {
  const { user, requests } = showQueryEditor(search);
  await user.click(field('Service'));
  await made(requests, 1);
  await user.keyboard('r');
  await made(requests, 2);
  await requests[1]?.answer(['reviews']);
  await requests[0]?.fail({ cancelled: true, statusText: 'Request was aborted' });
  expect(screen.queryByRole('alert')).toBeNull();
});

test.each([
  { name: "the backend's sentence", error: { status: 403, data: { error: 'Denied: log:GetIndex.' } }, text: 'Denied' },
  { name: "Grafana's", error: { status: 502, data: { message: 'Bad gateway' } }, text: 'Bad gateway' },
  { name: 'an ordinary error', error: new Error('broken'), text: 'broken' },
  { name: 'nothing at all', error: undefined, text: 'The names could not be asked for.' },
])('an error is told in the field and typing goes on: $name', async ({ error, text }) => {
  const { user, requests, query } = showQueryEditor(search);
  await user.click(field('Service'));
  await made(requests, 1);
  await requests[0]?.fail(error);
  expect(screen.getByRole('alert').textContent).toContain(text);
  await user.keyboard('re');
  await made(requests, 2);
  await requests[1]?.answer(['reviews']);
  expect(screen.queryByRole('alert')).toBeNull();
  await user.keyboard('{Enter}');
  expect(query()).toEqual({ ...search, service: 'reviews' });
});

test('free text is taken as it is, also while names are being asked for', async () => {
  const { user, query } = showQueryEditor(search);
  await user.type(field('Service'), 'not there yet{Enter}');
  expect(query()).toEqual({ ...search, service: 'not there yet' });
});

test('variables are offered, and completion uses their values', async () => {
  setVariables({ svc: 'reviews' });
  const { user, requests, query } = showQueryEditor(search);
  await user.click(field('Service'));
  await user.click(screen.getByRole('option', { name: '$svc' }));
  expect(query()).toEqual({ ...search, service: '$svc' });
  await user.click(field('Operation'));
  await waitFor(() => expect(requests.at(-1)?.path).toBe('operations'));
  expect(requests.at(-1)?.params).toMatchObject({ service: 'reviews' });
});

test('operations of another service are not offered any more', async () => {
  const { user, requests, replace } = showQueryEditor({ ...search, service: 'reviews' });
  await user.click(field('Operation'));
  await made(requests, 1);
  await requests[0]?.answer(['GET /reviews']);
  replace({ ...search, service: 'ratings' });
  expect(options()).toEqual([]);
});

test('tags are completed by key, and by value of that key on that service', async () => {
  const { user, requests } = showQueryEditor({ ...search, service: 'reviews' });
  await user.click(screen.getByRole('button', { name: 'Add condition' }));
  await user.click(field('Value of condition 1'));
  await user.click(field('Key of condition 1'));
  await made(requests, 1);
  expect(requests[0]).toMatchObject({ path: 'tagKeys' });
  await requests[0]?.answer(['error', 'http.status_code']);
  await user.click(screen.getByRole('option', { name: 'http.status_code' }));
  await user.click(field('Value of condition 1'));
  await made(requests, 2);
  expect(requests[1]).toMatchObject({
    path: 'tagValues',
    params: { tag: 'http.status_code', service: 'reviews', from: 1000, to: 2000 },
  });
});

test('keys of tags tell whose they are and whether they are indexed, and are found and picked as before', async () => {
  const { user, requests } = showQueryEditor({ ...search, service: 'reviews' });
  await user.click(screen.getByRole('button', { name: 'Add condition' }));
  await user.click(field('Key of condition 1'));
  await made(requests, 1);
  const about: Names['about'] = {
    both: { span: 'notIndexed', resource: 'notIndexed' },
    each: { span: 'indexed', resource: 'notIndexed' },
    'http.method': { span: 'indexed' },
    jaegers: { span: 'unknown', resource: 'unknown' },
    pod: { resource: 'indexed' },
    till: { span: 'unknown' },
  };
  // A key that every object of JavaScript has is none that facts were given of.
  await requests[0]?.answer([...Object.keys(about), 'constructor'], { about });
  const unseen = 'not indexed: unseen where a span has very long tags';
  expect(options()).toEqual([
    `bothSpan and resource tag, ${unseen}`,
    `eachSpan tag, indexed · Resource tag, ${unseen}`,
    'http.methodSpan tag, indexed',
    'jaegersSpan and resource tag',
    'podResource tag, indexed',
    'tillSpan tag',
    'constructor',
  ]);
  await user.keyboard('indexed');
  expect(options()).toEqual(['Use indexed']);
  await user.clear(field('Key of condition 1'));
  await user.click(screen.getByText('Resource tag, indexed'));
  expect(screen.getByText('pod')).toBeTruthy();
  expect(screen.queryByText('Resource tag, indexed')).toBeNull();
});

test('span kinds and statuses are offered without a request', async () => {
  const { user, requests, query } = showQueryEditor(search);
  await user.click(field('Span kind'));
  await user.click(await screen.findByRole('option', { name: 'server' }));
  await user.type(field('Status'), 'failed{Enter}');
  expect(query()).toEqual({ ...search, spanKind: 'server', status: 'failed' });
  expect(within(document.body).getByRole('alert').textContent).toContain('use one of unset, ok, error');
  expect(requests).toHaveLength(0);
});

test('what Log Service says of its names is shown with them', async () => {
  const { user, requests } = showQueryEditor(search);
  await user.click(field('Service'));
  await made(requests, 1);
  await requests[0]?.answer(['a'], { notices: [{ severity: 'warning', text: 'Not all spans were looked at.' }] });
  expect(options()).toEqual(['a', 'Not all spans were looked at.']);
});
