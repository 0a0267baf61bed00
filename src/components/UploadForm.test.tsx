import React from 'react';
import { CoreApp } from '@grafana/data';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { setVariables, showQueryEditor } from '../../tests/editors';
import type { Query } from '../types';
import { mostUploadBytes } from '../uploads';

const none: Query = { refId: 'A', queryType: 'upload', upload: '' };
const kept: Query = { ...none, upload: 'q83v' };
const three = { upload: 'q83v', name: 'trace 慢 (1).json', bytes: 1310720, traces: 3, spans: 45 };

beforeEach(() => setVariables({}));

const status = () => screen.getByRole('status').textContent;
const idField = () => screen.queryByRole<HTMLInputElement>('textbox', { name: 'Trace ID' });

/** Chooses a file as somebody does who sees no place to drop it: the button opens the browser's own dialog. */
async function choose(user: UserEvent, file: File): Promise<void> {
  const dialog = jest.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(() => {});
  screen.getByRole('button', { name: 'Choose file' }).focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(dialog).toHaveBeenCalled());
  const [input] = dialog.mock.contexts as HTMLInputElement[];
  dialog.mockRestore();
  await React.act(async () => fireEvent.change(input!, { target: { files: [file] } }));
}

function sized(name: string, size: number): File {
  return Object.defineProperty(new File(['{}'], name), 'size', { value: size });
}

test('a file goes to the backend and only its name there into the query, which then runs', async () => {
  const { user, requests, query, onRunQuery } = showQueryEditor({ refId: 'A', queryType: 'traceId', query: 'abc' });
  await user.click(screen.getByRole('radio', { name: 'File' }));
  expect(query()).toEqual(none);
  expect(onRunQuery).not.toHaveBeenCalled();
  const file = sized(three.name, three.bytes);
  await choose(user, file);
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(status()).toBe('Sending trace 慢 (1).json (1.25 MiB)…');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Choose file' }).disabled).toBe(true);
  const [request] = requests;
  expect(request).toMatchObject({ path: 'upload', params: {} });
  expect(request?.data).toBe(file);
  expect(request?.options).toEqual({
    showErrorAlert: false,
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': "attachment; filename*=UTF-8''trace%20%E6%85%A2%20%281%29.json",
    },
  });
  await request?.reply(three);
  expect(query()).toEqual(kept);
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  expect(status()).toBe('trace 慢 (1).json (1.25 MiB). Traces: 3. Spans: 45.');
  expect(requests).toHaveLength(1);
});

test('a file can be dropped, and another one asks for all of its traces again', async () => {
  const { requests, query, onRunQuery } = showQueryEditor({ ...kept, query: 'abc', view: 'events' });
  await requests[0]?.reply(three);
  const file = new File(['{}'], 'b.json');
  const dataTransfer = { files: [file], items: [{ kind: 'file', getAsFile: () => file }], types: ['Files'] };
  await React.act(async () => fireEvent.drop(screen.getByTestId('dropzone'), { dataTransfer }));
  await waitFor(() => expect(requests).toHaveLength(2));
  await requests[1]?.reply({ ...three, upload: 'other', name: 'b.json', traces: 1 });
  expect(query()).toEqual({ ...none, upload: 'other', view: 'events' });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  expect(idField()).toBeNull();
});

describe('a query with a file', () => {
  test('says what the file is, and asks for one of several traces', async () => {
    const { user, requests, query, onRunQuery } = showQueryEditor(kept);
    expect(idField()).toBeNull();
    expect(requests).toMatchObject([
      { path: 'upload', params: { upload: 'q83v' }, options: { showErrorAlert: false } },
    ]);
    await requests[0]?.reply({ ...three, name: '' });
    expect(status()).toBe('A file without a name (1.25 MiB). Traces: 3. Spans: 45.');
    await user.type(idField()!, ' abc {Enter}');
    expect(query()).toEqual({ ...kept, query: 'abc' });
    await user.click(screen.getByRole('radio', { name: 'Statistics' }));
    expect(query()).toEqual({ ...kept, query: 'abc', view: 'statistics' });
    expect(onRunQuery).toHaveBeenCalledTimes(2);
    await user.clear(idField()!);
    await user.tab();
    expect(query()).toEqual({ ...kept, view: 'statistics' });
    expect(requests).toHaveLength(1);
  });

  test('shows the trace that a link opened, and says that the file is gone', async () => {
    const { requests } = showQueryEditor({ ...kept, query: 'abc' });
    expect(idField()?.value).toBe('abc');
    await requests[0]?.fail({ status: 404, data: { error: "The uploaded file isn't here any more." } });
    expect(screen.getByRole('alert').textContent).toContain("The uploaded file isn't here any more.");
    expect(status()).toBe('');
  });

  test('follows a query that was changed from elsewhere', async () => {
    const { requests, replace } = showQueryEditor(kept);
    await requests[0]?.reply(three);
    replace({ ...kept, upload: 'other' });
    expect(status()).toBe('');
    await requests[1]?.reply({ ...three, upload: 'other', name: 'b.json' });
    expect(status()).toContain('b.json');
  });
});

test.each([
  { name: 'the backend', error: { status: 400, data: { error: 'the file is empty' } }, sentence: 'the file is empty' },
  {
    name: 'the backend, for its size',
    error: { status: 413, data: { error: 'the file is larger' } },
    sentence: 'the file is larger',
  },
  {
    name: 'a proxy',
    error: { status: 413, statusText: 'Request Entity Too Large', data: '<html>' },
    sentence: 'A proxy before Grafana takes no file of this size (HTTP status 413)',
  },
  { name: 'nobody knows', error: {}, sentence: 'The file could not be sent to Grafana.' },
])('a file that is refused by $name is told, and another can be chosen', async ({ error, sentence }) => {
  const { user, requests, query, onChange } = showQueryEditor(none);
  await choose(user, new File(['<html>'], 'a.json'));
  await waitFor(() => expect(requests).toHaveLength(1));
  await requests[0]?.fail(error);
  expect(screen.getByRole('alert').textContent).toContain(`a.json was not taken: ${sentence}`);
  expect(onChange).not.toHaveBeenCalled();
  await choose(user, new File(['{}'], 'b.json'));
  await waitFor(() => expect(requests).toHaveLength(2));
  expect(screen.queryByRole('alert')).toBeNull();
  await requests[1]?.reply(three);
  expect(query()).toEqual(kept);
});

test('a file beyond the limit is not even sent', async () => {
  const { user, requests } = showQueryEditor(none);
  await choose(user, sized('large.json', mostUploadBytes + 1));
  await waitFor(() => expect(screen.getByRole('alert')).toBeTruthy());
  expect(screen.getByRole('alert').textContent).toContain('large.json has 15.0 MiB, and 15 MiB are the most');
  expect(requests).toEqual([]);
});

test('a file that arrives when another type was chosen changes nothing', async () => {
  const { user, requests, query } = showQueryEditor(none);
  await choose(user, new File(['{}'], 'a.json'));
  await waitFor(() => expect(requests).toHaveLength(1));
  await user.click(screen.getByRole('radio', { name: 'Search' }));
  await requests[0]?.reply(three);
  expect(query()).toEqual({ refId: 'A', queryType: 'search', limit: 20 });
});

test.each([
  { app: CoreApp.Dashboard, warned: true },
  { app: CoreApp.PanelEditor, warned: true },
  { app: CoreApp.Explore, warned: false },
])('that files are kept for a short time is a warning in $app: $warned', ({ app, warned }) => {
  showQueryEditor(none, { app });
  const texts = screen.queryAllByRole('alert').map(({ textContent }) => textContent);
  expect(texts).toEqual(warned ? [expect.stringContaining('keeps a file for an hour')] : []);
});

test('a file is nothing for an alert rule', () => {
  showQueryEditor({ refId: 'A', queryType: 'metrics' }, { app: CoreApp.UnifiedAlerting });
  expect(screen.queryByRole('radio', { name: 'File' })).toBeNull();
  expect(screen.getByRole('radio', { name: 'Metrics' })).toBeTruthy();
});
