import type { CredentialsType, Settings, StoreType } from './types';

/** Where spans may be kept, in the order of a pick list. */
export const storeTypes: readonly StoreType[] = ['instance', 'logstore'];

/** The ways to prove who asks, in the order of a pick list. */
export const credentialsTypes: readonly CredentialsType[] = ['accessKey', 'stsToken', 'ecsRamRole', 'rrsa'];

/** The settings that always have a value, once defaults are filled in. */
export type FullSettings = Settings &
  Required<
    Pick<
      Settings,
      | 'endpoint'
      | 'project'
      | 'storeType'
      | 'credentialsType'
      | 'dedicatedSql'
      | 'traceLookback'
      | 'maxSqlRequests'
      | 'maxSearchRequests'
      | 'timeout'
    >
  >;

/** Settings as a file of provisioning or an older version gives them: any of them may be of a wrong type. */
export type StoredSettings = { [field in keyof Settings]?: unknown };

/** The settings that are text. */
export const textFields = [
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
  'traceLookback',
] as const;

/**
 * How many requests of a project Log Service takes at a time
 * (https://www.alibabacloud.com/help/en/sls/limits-on-query-and-analysis).
 */
const serviceLimits = { sql: 15, dedicatedSql: 100, search: 100 };

/** The most requests of a kind that may be under way at one time. */
export const mostRequests = 100;

/**
 * Gives the settings their full form: defaults filled in, empty ones left out, the endpoint with its scheme.
 * A value of a wrong type is kept as it is, for `settingsProblems` and the backend to refuse.
 */
export function normaliseSettings(stored: Settings): FullSettings {
  const settings: StoredSettings = { ...stored };
  for (const field of textFields) {
    const text = trimmed(settings[field]);
    if (text === undefined || text === null || text === '') {
      delete settings[field];
    } else {
      settings[field] = text;
    }
  }
  if (settings.nodeGraph === null) {
    delete settings.nodeGraph;
  }
  settings.endpoint = withScheme(settings.endpoint ?? '');
  settings.project ??= '';
  settings.storeType ??= settings.instance === undefined && settings.logstore !== undefined ? 'logstore' : 'instance';
  settings.credentialsType ??= 'accessKey';
  settings.dedicatedSql ??= false;
  settings.traceLookback ??= '7d';
  settings.maxSqlRequests ??= settings.dedicatedSql ? serviceLimits.dedicatedSql : serviceLimits.sql;
  settings.maxSearchRequests ??= serviceLimits.search;
  settings.timeout ??= 60;
  return settings as FullSettings;
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
