import { t } from '@grafana/i18n';
import { headerNumbers, type StoredSettings } from './settings';
import type { Beside, SecureSettings, Settings } from './types';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

type Problems = { [field in keyof Settings | keyof SecureSettings | keyof Beside]?: string };

/** Says what is wrong with how Jaeger's query service is asked: a sentence, or undefined, for each field. */
export function jaegerProblems(
  settings: StoredSettings,
  secrets: ReadonlySet<keyof SecureSettings>,
  beside: Beside,
): Problems {
  return {
    url: urlProblem(String(settings.url)),
    ...credentialsProblems(secrets, beside),
    oauthPassThru: switchProblem('oauthPassThru', settings.oauthPassThru),
    ...certificatesProblems(settings, secrets),
    ...headersProblems(settings, secrets),
    keepCookies: cookiesProblem(settings.keepCookies),
    enableSecureSocksProxy: switchProblem('enableSecureSocksProxy', settings.enableSecureSocksProxy),
  };
}

function urlProblem(text: string): string | undefined {
  if (text === '') {
    return t(
      'settings.problem.url-missing',
      "The URL of Jaeger's query service is missing; write for example http://jaeger-query:16686.",
    );
  }
  const url = URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return t(
      'settings.problem.url',
      '"{{url}}" is no URL; it begins with http:// or https://, such as http://jaeger-query:16686.',
      { url: text, interpolation },
    );
  }
  // Everyone who may see the data source reads the URL, so it is no place for a secret.
  if (url.username || url.password) {
    return t(
      'settings.problem.url-secret',
      'The URL must not hold a user or password; they belong in the fields for authentication.',
    );
  }
  return /[?#]/.test(text)
    ? t(
        'settings.problem.url-query',
        'The URL must not have a question mark or a hash sign; leave out what begins there.',
      )
    : undefined;
}

function credentialsProblems(
  secrets: ReadonlySet<keyof SecureSettings>,
  { basicAuth, basicAuthUser }: Beside,
): Problems {
  return {
    basicAuthUser:
      basicAuth === true && (basicAuthUser ?? '').trim() === ''
        ? t('settings.problem.basic-user', 'The user for basic authentication is missing.')
        : undefined,
    bearerToken:
      basicAuth === true && secrets.has('bearerToken')
        ? t(
            'settings.problem.bearer-basic',
            'There is a bearer token beside basic authentication, but a request has room for one of them. Choose one of them again to remove the other.',
          )
        : undefined,
  };
}

function certificatesProblems(settings: StoredSettings, secrets: ReadonlySet<keyof SecureSettings>): Problems {
  const missing = (needed: unknown, name: keyof SecureSettings, sentence: string) =>
    needed === true && !secrets.has(name) ? sentence : undefined;
  return {
    tlsAuthWithCACert: switchProblem('tlsAuthWithCACert', settings.tlsAuthWithCACert),
    tlsCACert: missing(
      settings.tlsAuthWithCACert,
      'tlsCACert',
      t('settings.problem.ca', 'The certificate of the authority is missing.'),
    ),
    tlsAuth: switchProblem('tlsAuth', settings.tlsAuth),
    tlsClientCert: missing(
      settings.tlsAuth,
      'tlsClientCert',
      t('settings.problem.client-certificate', 'The certificate to show is missing.'),
    ),
    tlsClientKey: missing(
      settings.tlsAuth,
      'tlsClientKey',
      t('settings.problem.client-key', 'The key of the certificate to show is missing.'),
    ),
    tlsSkipVerify: switchProblem('tlsSkipVerify', settings.tlsSkipVerify),
  };
}

/** What the names of headers are made of (https://www.rfc-editor.org/rfc/rfc9110#name-tokens). */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function headersProblems(settings: StoredSettings, secrets: ReadonlySet<keyof SecureSettings>): Problems {
  const found: Problems = {};
  for (const number of headerNumbers(settings as Settings)) {
    const name: unknown = settings[`httpHeaderName${number}`];
    if (typeof name !== 'string' || !token.test(name.trim())) {
      found[`httpHeaderName${number}`] = t(
        'settings.problem.header-name',
        'A header needs a name without blanks, such as X-Scope-OrgID.',
      );
    } else if (!secrets.has(`httpHeaderValue${number}`)) {
      found[`httpHeaderValue${number}`] = t('settings.problem.header-value', 'The header {{name}} has no value.', {
        name,
        interpolation,
      });
    }
  }
  return found;
}

function cookiesProblem(cookies: unknown = []): string | undefined {
  return Array.isArray(cookies) && cookies.every((name) => typeof name === 'string')
    ? undefined
    : t('settings.problem.cookies', 'The setting keepCookies must be a list of names.');
}

function switchProblem(field: string, value: unknown): string | undefined {
  return value === undefined || typeof value === 'boolean'
    ? undefined
    : t('settings.problem.switch', 'The setting {{field}} must be true or false.', { field });
}
