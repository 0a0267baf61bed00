import { config } from '@grafana/runtime';
import { screen, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { setDataSources, showConfigEditor } from '../../tests/editors';
import type { Settings } from '../types';

const jaeger: Settings = { access: 'jaegerQuery' };
const at = { url: 'http://jaeger-query:16686' };

beforeEach(() => setDataSources({ loki: 'loki' }));

/** Puts a text at the end of a field, at once. */
async function fill(user: UserEvent, field: HTMLElement, text: string): Promise<void> {
  await user.click(field);
  await user.paste(text);
}

function text(name: RegExp): HTMLElement {
  return screen.getByRole('textbox', { name });
}

function next(): string {
  return within(screen.getAllByTestId(/Alert info/).at(-1) as HTMLElement).getByRole('list').textContent ?? '';
}

test('the way to the traces is the first choice, and each way has a page of its own', async () => {
  const { user, saved } = showConfigEditor({ project: 'prod' });
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Log Service' }).checked).toBe(true);
  expect(screen.queryByRole('textbox', { name: /^URL/ })).toBeNull();
  await user.click(screen.getByRole('radio', { name: 'Jaeger Query' }));
  expect(saved().jsonData).toEqual({ project: 'prod', access: 'jaegerQuery' });
  expect(screen.queryByRole('textbox', { name: /^Project/ })).toBeNull();
  expect(screen.queryByRole('combobox', { name: /^Credentials/ })).toBeNull();
  expect(screen.queryByRole('switch', { name: /^Dedicated SQL/ })).toBeNull();
  expect(screen.getByLabelText(/^Data source of the logs/)).toBeTruthy();
  expect(next()).toContain("The URL of Jaeger's query service is missing");
  expect(screen.queryByRole('alert')).toBeNull();
  await user.click(screen.getByRole('radio', { name: 'Log Service' }));
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: /^Project/ }).value).toBe('prod');
});

test('a URL is all that Jaeger needs', async () => {
  const { user, saved } = showConfigEditor(jaeger);
  await fill(user, text(/^URL/), 'http://jaeger-query:16686/jaeger');
  expect(saved().url).toBe('http://jaeger-query:16686/jaeger');
  expect(saved().jsonData).toEqual(jaeger);
  expect(screen.getByText('Next: save and test')).toBeTruthy();
  expect(next()).toContain("reachable from Grafana's server");
  await fill(user, text(/^URL/), '?service=a');
  expect(screen.getByRole('alert').textContent).toContain('leave out what begins there');
});

describe('authentication', () => {
  test('is a user and a password', async () => {
    const { user, saved } = showConfigEditor(jaeger, at);
    await user.click(screen.getByRole('radio', { name: 'User and password' }));
    expect(next()).toContain('The user for basic authentication is missing');
    await fill(user, text(/^User/), 'grafana');
    await fill(user, screen.getByLabelText(/^Password/), 'hush');
    expect(saved()).toMatchObject({
      basicAuth: true,
      basicAuthUser: 'grafana',
      jsonData: jaeger,
      secureJsonData: { basicAuthPassword: 'hush' },
    });
  });

  test('is a token, which goes when another way is chosen', async () => {
    const { user, saved } = showConfigEditor(jaeger, { ...at, basicAuth: true, basicAuthUser: 'grafana' });
    await user.click(screen.getByRole('radio', { name: 'Bearer token' }));
    expect(saved().basicAuth).toBe(false);
    expect(screen.queryByRole('textbox', { name: /^User/ })).toBeNull();
    await fill(user, screen.getByLabelText(/^Token/), 'hush');
    expect(saved().secureJsonData).toEqual({ bearerToken: 'hush' });
    await user.click(screen.getByRole('radio', { name: 'No credentials' }));
    expect(saved()).toMatchObject({ secureJsonData: { bearerToken: '' }, secureJsonFields: { bearerToken: false } });
    expect(screen.queryByLabelText(/^Token/)).toBeNull();
  });

  test('a token that is saved is chosen, and one that is in the way can be seen', async () => {
    showConfigEditor(jaeger, { ...at, basicAuth: true, basicAuthUser: 'u', secureJsonFields: { bearerToken: true } });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'User and password' }).checked).toBe(true);
    expect(screen.getByLabelText<HTMLInputElement>(/^Token/).value).toBe('configured');
    expect(next()).toContain('There is a bearer token beside basic authentication');
  });

  test('an identity and cookies can be forwarded', async () => {
    const { user, saved } = showConfigEditor(jaeger, at);
    await user.click(screen.getByRole('switch', { name: /^Forward OAuth identity/ }));
    await user.type(text(/^Forwarded cookies/), 'session{Enter}');
    expect(saved().jsonData).toEqual({ ...jaeger, oauthPassThru: true, keepCookies: ['session'] });
    await user.click(screen.getByRole('button', { name: /Remove.*session/ }));
    expect(saved().jsonData).toEqual({ ...jaeger, oauthPassThru: true });
  });
});

test('certificates are pasted where they are asked for', async () => {
  const { user, saved } = showConfigEditor(jaeger, at);
  expect(screen.queryByLabelText(/^Name in the certificate/)).toBeNull();
  await user.click(screen.getByRole('switch', { name: /^Authority of your own/ }));
  expect(next()).toContain('The certificate of the authority is missing.');
  await fill(user, text(/^Certificate of the authority/), '-----BEGIN CERTIFICATE-----\nabc');
  await fill(user, text(/^Name in the certificate/), 'jaeger');
  await user.click(screen.getByRole('switch', { name: /^Show a certificate/ }));
  expect(next()).toContain('The certificate to show is missing.The key of the certificate to show is missing.');
  await fill(user, text(/^Certificate to show/), 'c');
  await fill(user, text(/^Its key/), 'k');
  expect(screen.getByText('Next: save and test')).toBeTruthy();
  expect(saved()).toMatchObject({
    jsonData: { tlsAuthWithCACert: true, tlsAuth: true, serverName: 'jaeger' },
    secureJsonData: { tlsCACert: '-----BEGIN CERTIFICATE-----\nabc', tlsClientCert: 'c', tlsClientKey: 'k' },
  });
});

describe('headers', () => {
  test('have a name and a secret value', async () => {
    const { user, saved } = showConfigEditor(jaeger, at);
    await user.click(screen.getByRole('button', { name: 'Add header' }));
    expect(next()).toContain('A header needs a name without blanks');
    await fill(user, text(/^Name of header 1/), 'X-Team');
    expect(next()).toContain('The header X-Team has no value.');
    await fill(user, screen.getByLabelText(/^Value of header 1/), 'a');
    expect(saved()).toMatchObject({
      jsonData: { httpHeaderName1: 'X-Team' },
      secureJsonData: { httpHeaderValue1: 'a' },
    });
    expect(screen.getByText('Next: save and test')).toBeTruthy();
  });

  test('keep their saved values when one before them goes', async () => {
    const { user, saved } = showConfigEditor(
      { ...jaeger, httpHeaderName1: 'X-Team', httpHeaderName2: 'X-Shift' },
      { ...at, secureJsonFields: { httpHeaderValue1: true, httpHeaderValue2: true } },
    );
    await user.click(screen.getByRole('button', { name: 'Remove header 1' }));
    expect(saved()).toMatchObject({
      jsonData: { ...jaeger, httpHeaderName2: 'X-Shift' },
      secureJsonFields: { httpHeaderValue1: false, httpHeaderValue2: true },
    });
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: /^Name of header 1/ }).value).toBe('X-Shift');
    await user.click(screen.getByRole('button', { name: 'Add header' }));
    expect(Object.keys(saved().jsonData)).toEqual(['access', 'httpHeaderName2', 'httpHeaderName3']);
  });
});

test('requests to Jaeger have a bound of their own', async () => {
  const { user, saved } = showConfigEditor(jaeger, at);
  const requests = screen.getByRole<HTMLInputElement>('spinbutton', { name: /^Requests at a time/ });
  expect(requests.placeholder).toBe('10');
  await fill(user, requests, '4');
  expect(saved().jsonData).toEqual({ ...jaeger, maxSearchRequests: 4 });
});

test('a secure socks proxy can be chosen where Grafana has one', async () => {
  expect(screen.queryByRole('switch', { name: /^Secure socks proxy/ })).toBeNull();
  config.secureSocksDSProxyEnabled = true;
  try {
    const { user, saved } = showConfigEditor(jaeger, at);
    await user.click(screen.getByRole('switch', { name: /^Secure socks proxy/ }));
    expect(saved().jsonData).toEqual({ ...jaeger, enableSecureSocksProxy: true });
  } finally {
    config.secureSocksDSProxyEnabled = false;
  }
});

test('nothing can be changed in a data source that comes from a file', () => {
  showConfigEditor(
    { ...jaeger, tlsAuth: true, tlsAuthWithCACert: true, httpHeaderName1: 'X-Team', keepCookies: ['session'] },
    { ...at, readOnly: true, basicAuth: true, basicAuthUser: 'u', secureJsonFields: { httpHeaderValue1: true } },
  );
  const fields = ['textbox', 'switch', 'radio', 'spinbutton'].flatMap((role) =>
    screen.getAllByRole<HTMLInputElement>(role),
  );
  expect(fields.length).toBeGreaterThan(20);
  expect(fields.filter(({ disabled }) => !disabled)).toEqual([]);
  expect(screen.queryByRole('button', { name: 'Reset' })).toBeNull();
});
