import type { Access, Beside, CredentialsType, Settings, StoreType } from './types';

/** The ways to the traces, in the order of a pick list. */
export const accesses: readonly Access[] = ['logService', 'jaegerQuery'];

/** Where spans may be kept, in the order of a pick list. */
export const storeTypes: readonly StoreType[] = ['instance', 'logstore'];

/** The ways to prove who asks, in the order of a pick list. */
export const credentialsTypes: readonly CredentialsType[] = ['accessKey', 'stsToken', 'ecsRamRole', 'rrsa'];

/** Settings whose defaults are filled in: these always have a value, and all others that the way to the traces needs. */
export type FullSettings = Settings &
  Required<Pick<Settings, 'access' | 'traceLookback' | 'maxSearchRequests' | 'maxSpans' | 'timeout'>> & {
    /** The address of Jaeger's query service. */
    url?: string;
  };

/** Settings as a file of provisioning or an older version gives them: any of them may be of a wrong type. */
export type StoredSettings = { [field in keyof FullSettings]?: unknown };

/** The settings that only Log Service needs and that are text. */
const logServiceTexts = [
  'endpoint',
  'region',
  'project',
  'storeType',
  'instance',
  'logstore',
  'credentialsType',
  'ecsRoleName',
  'assumeRoleArn',
  'assumeRoleExternalId',
  'assumeRoleSessionName',
  'rrsaRoleArn',
  'rrsaProviderArn',
] as const;

/** The settings that are text. */
export const textFields = ['access', ...logServiceTexts, 'serverName', 'traceLookback'] as const;

/** The settings that a form shows as switches, and lists, of Jaeger. */
const jaegerFields = [
  'oauthPassThru',
  'keepCookies',
  'tlsAuth',
  'tlsAuthWithCACert',
  'tlsSkipVerify',
  'enableSecureSocksProxy',
] as const;

/**
 * How many requests of a project Log Service takes at a time
 * (https://www.alibabacloud.com/help/en/sls/limits-on-query-and-analysis).
 */
const serviceLimits = { sql: 15, dedicatedSql: 100, search: 100 };

/** How many requests Jaeger's query service gets at a time when the settings don't say. */
const jaegerLimit = 10;

/** The most requests of a kind that may be under way at one time. */
export const mostRequests = 100;

/**
 * How many spans of a trace are shown when the settings don't say, and the most that they may: Grafana 11 draws the former
 * in about five seconds on a small machine, the latter in up to twelve.
 */
const defaultMaxSpans = 50_000;
export const mostSpans = 100_000;

/**
 * Gives the settings their full form: defaults filled in, empty ones left out, and for Jaeger also those of Log Service.
 * A value of a wrong type is kept as it is, for `settingsProblems` and the backend to refuse.
 */
export function normaliseSettings(stored: Settings, { url }: Beside = {}): FullSettings {
  const settings: StoredSettings = withoutEmpty(stored);
  settings.access ??= 'logService';
  settings.traceLookback ??= '7d';
  settings.maxSpans ??= defaultMaxSpans;
  settings.timeout ??= 60;
  if (settings.access === 'jaegerQuery') {
    for (const field of [...logServiceTexts, 'dedicatedSql', 'maxSqlRequests'] as const) {
      delete settings[field];
    }
    settings.url = (url ?? '').trim().replace(/\/+$/, '');
    settings.maxSearchRequests ??= jaegerLimit;
  } else {
    fillInLogService(settings);
  }
  return settings as FullSettings;
}

function fillInLogService(settings: StoredSettings): void {
  settings.endpoint = withScheme(settings.endpoint ?? '');
  settings.project ??= '';
  settings.storeType ??= settings.instance === undefined && settings.logstore !== undefined ? 'logstore' : 'instance';
  settings.credentialsType ??= 'accessKey';
  settings.dedicatedSql ??= false;
  settings.maxSqlRequests ??= settings.dedicatedSql ? serviceLimits.dedicatedSql : serviceLimits.sql;
  settings.maxSearchRequests ??= serviceLimits.search;
}

const isHeader = /^httpHeaderName(\d{1,4})$/;

/** Gives the numbers of the headers that the settings name, in their order. */
export function headerNumbers(stored: Settings): number[] {
  const numbers = Object.entries(stored).flatMap(([field, name]) => {
    const number = isHeader.exec(field)?.[1];
    return number !== undefined && name !== undefined && name !== null ? [Number(number)] : [];
  });
  return numbers.sort((a, b) => a - b);
}

function withoutEmpty(stored: Settings): StoredSettings {
  const settings: StoredSettings = { ...stored };
  for (const field of textFields) {
    const text = trimmed(settings[field]);
    if (text === undefined || text === null || text === '') {
      delete settings[field];
    } else {
      settings[field] = text;
    }
  }
  const headers = Object.keys(settings).filter((field): field is `httpHeaderName${number}` => isHeader.test(field));
  for (const field of ['nodeGraph', 'spanLinks', 'tracesToProfiles', ...jaegerFields, ...headers] as const) {
    if (settings[field] === null) {
      delete settings[field];
    }
  }
  if (Array.isArray(settings.spanLinks)) {
    const links: unknown[] = settings.spanLinks;
    settings.spanLinks = links.length > 0 ? links.map(trimmedLink) : undefined;
  }
  if (settings.spanLinks === undefined) {
    delete settings.spanLinks;
  }
  return settings;
}

/** Gives a link of spans without the blanks that copying leaves. */
function trimmedLink(link: unknown): unknown {
  return isObject(link)
    ? Object.fromEntries(Object.entries(link).map(([name, value]) => [name, trimmed(value)]))
    : link;
}

/** Whether a stored value is an object, not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

function withScheme(endpoint: unknown): unknown {
  if (typeof endpoint !== 'string' || endpoint === '') {
    return endpoint;
  }
  const url = endpoint.includes('://') ? endpoint : `https://${endpoint}`;
  return url.replace(/([^/])\/+$/, '$1');
}
