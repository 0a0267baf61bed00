import { screen, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { setDataSources, showConfigEditor, showSection } from '../../tests/editors';
import { NodeGraphSection } from './NodeGraphSection';
import { SpanBarSection } from './SpanBarSection';
import { TraceToLogsSection } from './TraceToLogsSection';
import type { Settings } from '../types';

const good: Settings = { endpoint: 'cn-hangzhou.log.aliyuncs.com', project: 'prod', instance: 'jaeger' };
const key = { secureJsonFields: { accessKeyId: true, accessKeySecret: true } };

beforeEach(() => setDataSources({ loki: 'loki', prometheus: 'prometheus' }));

/** Puts a text at the end of a field, at once: typing draws the page at every key. */
async function fill(user: UserEvent, field: HTMLElement, text: string): Promise<void> {
  await user.click(field);
  await user.paste(text);
}

function next(): string {
  return within(screen.getAllByTestId(/Alert info/).at(-1) as HTMLElement).getByRole('list').textContent ?? '';
}

test('a new page says what it needs, and is not red', () => {
  showConfigEditor({});
  expect(screen.queryByRole('alert')).toBeNull();
  expect(next()).toContain('The endpoint of Log Service is missing');
  expect(next()).toContain('The access key secret is missing');
});

test('a field that was left empty says so', async () => {
  const { user } = showConfigEditor({});
  await user.click(screen.getByRole('textbox', { name: /^Project/ }));
  await user.tab();
  expect(screen.getByRole('alert').textContent).toBe('The project is missing.');
});

test('what is filled in is saved, and what is emptied is taken out', async () => {
  const { user, saved } = showConfigEditor({ region: 'cn-hangzhou' });
  await fill(user, screen.getByRole('textbox', { name: /^Endpoint/ }), 'cn-hangzhou.log.aliyuncs.com');
  await fill(user, screen.getByRole('textbox', { name: /^Project/ }), 'prod');
  await fill(user, screen.getByRole('textbox', { name: /^Trace instance/ }), 'jaeger');
  await user.clear(screen.getByRole('textbox', { name: /^Region/ }));
  expect(saved().jsonData).toEqual(good);
  expect(screen.getByText(/jaeger-traces/)).toBeTruthy();
});

test('a wrong endpoint is told beside the field', async () => {
  const { user } = showConfigEditor(good, key);
  const field = screen.getByRole('textbox', { name: /^Endpoint/ });
  await fill(user, field, '/logstores');
  expect(screen.getByRole('alert').textContent).toContain('Log Service has paths of its own');
  expect(next()).toContain('Log Service has paths of its own');
});

test('a plain logstore is asked for by its own name', async () => {
  const { user, saved } = showConfigEditor(good, key);
  await user.click(screen.getByRole('radio', { name: 'Logstore' }));
  expect(screen.queryByRole('textbox', { name: /^Trace instance/ })).toBeNull();
  await fill(user, screen.getByRole('textbox', { name: /^Logstore/ }), 'spans');
  expect(saved().jsonData).toEqual({ ...good, storeType: 'logstore', logstore: 'spans' });
});

test('when nothing is missing, the page says to test and where to look when that fails', () => {
  showConfigEditor(good, key);
  expect(screen.getByText('Next: save and test')).toBeTruthy();
  expect(next()).toContain('Denied: the message names the permission.');
});

describe('secrets', () => {
  test('one that is saved is never shown and can not be typed over', () => {
    const { saved } = showConfigEditor(good, key);
    const field = screen.getByLabelText<HTMLInputElement>(/^Access key secret/);
    expect(field.value).toBe('configured');
    expect(field.disabled).toBe(true);
    expect(JSON.stringify(saved())).not.toContain('configured');
  });

  test('one that is saved can be replaced', async () => {
    const { user, saved } = showConfigEditor(good, key);
    await user.click(screen.getAllByRole('button', { name: 'Reset' })[1] as HTMLElement);
    expect(saved().secureJsonFields).toEqual({ accessKeyId: true, accessKeySecret: false });
    expect(next()).toContain('The access key secret is missing.');
    const field = screen.getByLabelText<HTMLInputElement>(/^Access key secret/);
    expect(field.type).toBe('password');
    await fill(user, field, 'hush');
    expect(saved().secureJsonData).toEqual({ accessKeySecret: 'hush' });
    expect(JSON.stringify(saved().jsonData)).not.toContain('hush');
    expect(screen.getByText('Next: save and test')).toBeTruthy();
  });
});

describe('credentials ask only for what they need', () => {
  const fields = [
    'Access key ID',
    'Access key secret',
    'Security token',
    'Role of the instance',
    'ARN of the role',
    'ARN of the OIDC provider',
    'Assume role',
  ];

  test.each<{ type: string; asked: string[] }>([
    { type: 'Access key', asked: ['Access key ID', 'Access key secret', 'Assume role'] },
    { type: 'STS token', asked: ['Access key ID', 'Access key secret', 'Security token', 'Assume role'] },
    { type: 'ECS instance role', asked: ['Role of the instance', 'Assume role'] },
    { type: 'ACK service account (RRSA)', asked: ['ARN of the role', 'ARN of the OIDC provider'] },
  ])('$type', async ({ type, asked }) => {
    const { user } = showConfigEditor({ ...good, credentialsType: type === 'Access key' ? 'rrsa' : 'accessKey' });
    await user.click(screen.getByRole('combobox', { name: /^Credentials/ }));
    await user.click(screen.getByText(type));
    const shown = fields.filter((label) => screen.queryByLabelText(new RegExp(`^${label}`)) !== null);
    expect(shown).toEqual(asked);
  });

  test('an external ID and a session name go with a role to assume', async () => {
    const { user, saved } = showConfigEditor(good, key);
    expect(screen.queryByRole('textbox', { name: /^External ID/ })).toBeNull();
    await fill(user, screen.getByRole('textbox', { name: /^Assume role/ }), 'acs:ram::1:role/r');
    await fill(user, screen.getByRole('textbox', { name: /^External ID/ }), 'e');
    expect(saved().jsonData).toEqual({ ...good, assumeRoleArn: 'acs:ram::1:role/r', assumeRoleExternalId: 'e' });
  });

  test('a role to assume that RRSA can not use is shown, so that it can be removed', () => {
    showConfigEditor({ ...good, credentialsType: 'rrsa', assumeRoleArn: 'acs:ram::1:role/r' });
    expect(screen.getByRole('textbox', { name: /^Assume role/ })).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('RRSA already assumes a role');
  });
});

test('limits are numbers, and an emptied one is the default again', async () => {
  const { user, saved } = showConfigEditor({ ...good, timeout: 30 }, key);
  await user.clear(screen.getByRole('spinbutton', { name: /^Timeout/ }));
  await fill(user, screen.getByRole('spinbutton', { name: /^SQL statements at a time/ }), '101');
  const spans = screen.getByRole<HTMLInputElement>('spinbutton', { name: /^Spans of a trace/ });
  expect(spans.placeholder).toBe('50000');
  await fill(user, spans, '2000');
  expect(saved().jsonData).toEqual({ ...good, maxSqlRequests: 101, maxSpans: 2000 });
  expect(screen.getByRole('alert').textContent).toContain('whole number from 1 to 100');
});

test('dedicated SQL raises the default number of statements', async () => {
  const { user, saved } = showConfigEditor(good, key);
  const field = screen.getByRole<HTMLInputElement>('spinbutton', { name: /^SQL statements at a time/ });
  expect(field.placeholder).toBe('15');
  await user.click(screen.getByRole('switch', { name: /^Dedicated SQL/ }));
  expect(saved().jsonData).toEqual({ ...good, dedicatedSql: true });
  expect(field.placeholder).toBe('100');
});

describe('trace to logs', () => {
  test('is a data source of logs, with the shifts and filter that usually find the lines', async () => {
    const { user, saved } = showSection(TraceToLogsSection, good, key);
    await user.click(screen.getByLabelText(/^Data source of the logs/));
    expect(screen.queryByText('prometheus')).toBeNull();
    await user.click(screen.getByText('loki'));
    expect(saved().jsonData.tracesToLogsV2).toEqual({
      datasourceUid: 'loki',
      spanStartTimeShift: '-5m',
      spanEndTimeShift: '5m',
      filterByTraceID: true,
    });
  });

  test('looks for the tags that have a key, under other names if they have any', async () => {
    const { user, saved } = showSection(
      TraceToLogsSection,
      { ...good, tracesToLogsV2: { datasourceUid: 'loki' } },
      key,
    );
    const section = screen.getByRole('group', { name: 'Tags to look for' });
    await user.click(within(section).getByRole('button', { name: 'Add tag' }));
    expect(saved().jsonData.tracesToLogsV2).toEqual({ datasourceUid: 'loki' });
    await fill(user, screen.getByRole('textbox', { name: 'Tag 1' }), 'service.name');
    await fill(user, screen.getByRole('textbox', { name: 'Name of tag 1 in the logs' }), 'app');
    expect(saved().jsonData.tracesToLogsV2?.tags).toEqual([{ key: 'service.name', value: 'app' }]);
    await user.click(screen.getByRole('button', { name: 'Remove tag 1' }));
    expect(saved().jsonData.tracesToLogsV2).toEqual({ datasourceUid: 'loki' });
  });

  test('says what is wrong with a shift', async () => {
    const { user } = showSection(TraceToLogsSection, { ...good, tracesToLogsV2: { datasourceUid: 'loki' } }, key);
    await fill(user, screen.getByRole('textbox', { name: /^Shift of the start/ }), '5 minutes');
    expect(screen.getByRole('alert').textContent).toContain('Write a number and a unit');
  });

  test('takes a query of your own', async () => {
    const { user, saved } = showSection(
      TraceToLogsSection,
      { ...good, tracesToLogsV2: { datasourceUid: 'loki' } },
      key,
    );
    expect(screen.queryByRole('textbox', { name: /^Query/ })).toBeNull();
    await user.click(screen.getByRole('switch', { name: /^Query of your own/ }));
    await fill(user, screen.getByRole('textbox', { name: /^Query/ }), '{app="x"}');
    expect(saved().jsonData.tracesToLogsV2).toEqual({ datasourceUid: 'loki', customQuery: true, query: '{app="x"}' });
  });
});

test('a tag can stand on the bar of a span', async () => {
  const { user, saved } = showSection(SpanBarSection, good, key);
  await user.click(screen.getByRole('radio', { name: 'A tag' }));
  await fill(user, screen.getByRole('textbox', { name: /^Key of the tag/ }), 'http.status_code');
  expect(saved().jsonData).toEqual({ ...good, spanBar: { type: 'Tag', tag: 'http.status_code' } });
});

test('the node graph of a trace is switched on and off', async () => {
  const { user, saved } = showSection(NodeGraphSection, good, key);
  const section = screen.getByRole('group', { name: 'Node graph' });
  const enable = within(section).getByRole<HTMLInputElement>('switch', { name: /^Enable node graph/ });
  expect(enable.checked).toBe(false);
  await user.click(enable);
  expect(saved().jsonData).toEqual({ ...good, nodeGraph: { enabled: true } });
  expect(enable.checked).toBe(true);
  await user.click(enable);
  expect(saved().jsonData).toEqual({ ...good, nodeGraph: { enabled: false } });
});

test('nothing can be changed in a data source that comes from a file', () => {
  showConfigEditor(
    { ...good, tracesToLogsV2: { datasourceUid: 'loki', tags: [{ key: 'a' }] } },
    { ...key, readOnly: true },
  );
  const fields = [
    ...screen.getAllByRole<HTMLInputElement>('textbox'),
    ...screen.getAllByRole<HTMLInputElement>('switch'),
  ];
  expect(fields.length).toBeGreaterThan(8);
  expect(fields.filter(({ disabled }) => !disabled)).toEqual([]);
  expect(screen.queryByRole('button', { name: 'Reset' })).toBeNull();
  expect(screen.getAllByDisplayValue('configured')).toHaveLength(2);
});
