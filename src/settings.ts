import { parseLookback } from './duration';
import type { CredentialsType, SecureSettings, Settings, StoreType } from './types';

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
type StoredSettings = { [field in keyof Settings]?: unknown };

const textFields = [
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
const mostRequests = 100;

/**
 * Gives the settings their full form: defaults filled in, empty ones left out, the endpoint with its scheme.
 * A value of a wrong type is kept as it is, for {@link settingsProblem} and the backend to refuse.
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

/**
 * Says in a sentence why the backend can't work with the settings, or nothing when it can.
 *
 * @param secrets - the names of the secrets that are set; their values never reach a browser
 */
export function settingsProblem(stored: Settings, secrets: ReadonlySet<keyof SecureSettings>): string | undefined {
  const settings: StoredSettings = normaliseSettings(stored);
  return (
    textProblem(settings) ??
    endpointProblem(String(settings.endpoint)) ??
    storeProblem(settings) ??
    credentialsProblem(settings, secrets) ??
    limitsProblem(settings)
  );
}

function textProblem(settings: StoredSettings): string | undefined {
  const wrong = textFields.find((field) => settings[field] !== undefined && typeof settings[field] !== 'string');
  return wrong && `The setting ${wrong} must be text.`;
}

function endpointProblem(endpoint: string): string | undefined {
  if (endpoint === '') {
    return 'The endpoint of Log Service is missing; for a region it is <region>.log.aliyuncs.com.';
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return `"${endpoint}" is no endpoint; write a host such as cn-hangzhou.log.aliyuncs.com, or an http or https address.`;
  }
  // Everyone who may see the data source reads the endpoint, so it is no place for a secret.
  if (url.username || url.password) {
    return 'The endpoint must not hold a user or password; keys belong in the fields for credentials.';
  }
  return url.pathname === '/' && url.search === '' && url.hash === ''
    ? undefined
    : 'The endpoint must end with the host or port; Log Service has paths of its own.';
}

function storeProblem({ project, storeType, instance, logstore }: StoredSettings): string | undefined {
  if (project === '') {
    return 'The project is missing.';
  }
  switch (storeType) {
    case 'instance':
      return instance === undefined ? 'The name of the trace instance is missing.' : undefined;
    case 'logstore':
      return logstore === undefined ? 'The name of the logstore is missing.' : undefined;
    default:
      return `There is no store type "${String(storeType)}"; use one of ${storeTypes.join(', ')}.`;
  }
}

function credentialsProblem(settings: StoredSettings, secrets: ReadonlySet<keyof SecureSettings>): string | undefined {
  const missing = (...names: Array<keyof SecureSettings>) => {
    const name = names.find((one) => !secrets.has(one));
    return name && `The secret ${name} is missing.`;
  };
  switch (settings.credentialsType) {
    case 'accessKey':
      return missing('accessKeyId', 'accessKeySecret');
    case 'stsToken':
      return missing('accessKeyId', 'accessKeySecret', 'securityToken');
    case 'ecsRamRole':
      return undefined;
    case 'rrsa':
      return rrsaProblem(settings);
    default:
      return `There are no credentials "${String(settings.credentialsType)}"; use one of ${credentialsTypes.join(', ')}.`;
  }
}

function rrsaProblem({ rrsaRoleArn, rrsaProviderArn, assumeRoleArn }: StoredSettings): string | undefined {
  if (rrsaRoleArn === undefined || rrsaProviderArn === undefined) {
    return 'RRSA needs the ARN of the role and the ARN of the OIDC provider.';
  }
  return assumeRoleArn === undefined
    ? undefined
    : 'RRSA already assumes a role; a second one can not be assumed on top.';
}

function limitsProblem(settings: StoredSettings): string | undefined {
  const isWhole = (value: unknown, most: number) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
  if (typeof settings.dedicatedSql !== 'boolean') {
    return 'The setting dedicatedSql must be true or false.';
  }
  const wrong = (['maxSqlRequests', 'maxSearchRequests'] as const).find((one) => !isWhole(settings[one], mostRequests));
  if (wrong) {
    return `The setting ${wrong} must be a whole number from 1 to ${mostRequests}.`;
  }
  if (!isWhole(settings.timeout, Number.MAX_SAFE_INTEGER)) {
    return 'The timeout must be a whole number of seconds, 1 or more.';
  }
  return parseLookback(String(settings.traceLookback)) !== undefined
    ? undefined
    : `"${String(settings.traceLookback)}" is no look-back; write numbers with units, such as 7d, 2w or 12h.`;
}
