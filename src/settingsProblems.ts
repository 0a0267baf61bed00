import { t } from '@grafana/i18n';
import { parseLookback } from './duration';
import { jaegerProblems } from './jaegerProblems';
import {
  accesses,
  credentialsTypes,
  isObject,
  mostRequests,
  mostSpans,
  normaliseSettings,
  storeTypes,
  textFields,
  type StoredSettings,
} from './settings';
import { profilesProblem, spanLinksProblems } from './spanLinkProblems';
import type { Beside, SecureSettings, Settings } from './types';

/** What is wrong with the settings, in a sentence for each field at fault. */
export type SettingsProblems = { [field in keyof Settings | keyof SecureSettings | keyof Beside]?: string };

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/**
 * Says why the backend can't work with the settings; an empty object when it can. Fields come in the order in which a
 * person fills them in.
 *
 * @param secrets - the names of the secrets that are set; their values never reach a browser
 * @param beside - what Grafana keeps beside the settings
 */
export function settingsProblems(
  stored: Settings,
  secrets: ReadonlySet<keyof SecureSettings>,
  beside: Beside = {},
): SettingsProblems {
  const settings: StoredSettings = normaliseSettings(stored, beside);
  const found: SettingsProblems = {
    access: oneOfProblem(accesses, settings.access),
    ...(settings.access === 'jaegerQuery'
      ? jaegerProblems(settings, secrets, beside)
      : logServiceProblems(settings, secrets)),
    ...limitsProblems(settings),
    tracesToProfiles: profilesProblem(settings.tracesToProfiles),
    spanLinks: spanLinksProblems(settings.spanLinks).find((sentence) => sentence !== undefined),
    nodeGraph: nodeGraphProblem(settings.nodeGraph),
    ...textProblems(stored),
  };
  return Object.fromEntries(Object.entries(found).filter(([, sentence]) => sentence !== undefined));
}

function textProblems(stored: StoredSettings): SettingsProblems {
  const wrongType: SettingsProblems = {};
  for (const field of textFields) {
    if (stored[field] !== undefined && stored[field] !== null && typeof stored[field] !== 'string') {
      wrongType[field] = t('settings.problem.text', 'The setting {{field}} must be text.', { field });
    }
  }
  return wrongType;
}

function logServiceProblems(settings: StoredSettings, secrets: ReadonlySet<keyof SecureSettings>): SettingsProblems {
  return {
    endpoint: endpointProblem(String(settings.endpoint)),
    ...storeProblems(settings),
    ...credentialsProblems(settings, secrets),
  };
}

/** Says the first thing that is wrong with the settings, see {@link settingsProblems}. */
export function settingsProblem(...asked: Parameters<typeof settingsProblems>): string | undefined {
  return Object.values(settingsProblems(...asked))[0];
}

function endpointProblem(endpoint: string): string | undefined {
  if (endpoint === '') {
    return t(
      'settings.problem.endpoint-missing',
      'The endpoint of Log Service is missing; for a region it is <region>.log.aliyuncs.com.',
    );
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return t(
      'settings.problem.endpoint',
      '"{{endpoint}}" is no endpoint; write a host such as cn-hangzhou.log.aliyuncs.com, or an http or https address.',
      { endpoint, interpolation },
    );
  }
  // Everyone who may see the data source reads the endpoint, so it is no place for a secret.
  if (url.username || url.password) {
    return t(
      'settings.problem.endpoint-secret',
      'The endpoint must not hold a user or password; keys belong in the fields for credentials.',
    );
  }
  return url.pathname === '/' && url.search === '' && url.hash === ''
    ? undefined
    : t(
        'settings.problem.endpoint-path',
        'The endpoint must end with the host or port; Log Service has paths of its own.',
      );
}

function storeProblems({ project, storeType, instance, logstore }: StoredSettings): SettingsProblems {
  return {
    project: project === '' ? t('settings.problem.project', 'The project is missing.') : undefined,
    storeType: oneOfProblem(storeTypes, storeType),
    instance:
      storeType === 'instance' && instance === undefined
        ? t('settings.problem.instance', 'The name of the trace instance is missing.')
        : undefined,
    logstore:
      storeType === 'logstore' && logstore === undefined
        ? t('settings.problem.logstore', 'The name of the logstore is missing.')
        : undefined,
  };
}

function oneOfProblem(known: readonly string[], value: unknown): string | undefined {
  return known.some((one) => one === value)
    ? undefined
    : t('settings.problem.one-of', '"{{value}}" is not known here; use one of {{known}}.', {
        value: String(value),
        known: known.join(', '),
        interpolation,
      });
}

function credentialsProblems(settings: StoredSettings, secrets: ReadonlySet<keyof SecureSettings>): SettingsProblems {
  const type = settings.credentialsType;
  const needsKey = type === 'accessKey' || type === 'stsToken';
  const missing = (name: keyof SecureSettings, sentence: string) => (secrets.has(name) ? undefined : sentence);
  return {
    credentialsType: oneOfProblem(credentialsTypes, type),
    ...(needsKey && {
      accessKeyId: missing('accessKeyId', t('settings.problem.access-key-id', 'The access key ID is missing.')),
      accessKeySecret: missing(
        'accessKeySecret',
        t('settings.problem.access-key-secret', 'The access key secret is missing.'),
      ),
    }),
    ...(type === 'stsToken' && {
      securityToken: missing('securityToken', t('settings.problem.security-token', 'The security token is missing.')),
    }),
    ...(type === 'rrsa' && rrsaProblems(settings)),
  };
}

function rrsaProblems({ rrsaRoleArn, rrsaProviderArn, assumeRoleArn }: StoredSettings): SettingsProblems {
  return {
    rrsaRoleArn:
      rrsaRoleArn === undefined
        ? t('settings.problem.rrsa-role', 'RRSA needs the ARN of the role that the service account takes.')
        : undefined,
    rrsaProviderArn:
      rrsaProviderArn === undefined
        ? t('settings.problem.rrsa-provider', "RRSA needs the ARN of the cluster's OIDC provider.")
        : undefined,
    assumeRoleArn:
      assumeRoleArn === undefined
        ? undefined
        : t(
            'settings.problem.rrsa-assume',
            'RRSA already assumes a role; a second one can not be assumed on top. Empty this field.',
          ),
  };
}

function nodeGraphProblem(nodeGraph: unknown = {}): string | undefined {
  return isObject(nodeGraph) && typeof (nodeGraph.enabled ?? false) === 'boolean'
    ? undefined
    : t('settings.problem.node-graph', 'The setting nodeGraph.enabled must be true or false.');
}

function limitsProblems(settings: StoredSettings): SettingsProblems {
  const isWhole = (value: unknown, most: number) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
  const requests = (value: unknown) =>
    isWhole(value, mostRequests)
      ? undefined
      : t('settings.problem.requests', 'The number of requests must be a whole number from 1 to {{mostRequests}}.', {
          mostRequests,
        });
  const lookback = String(settings.traceLookback);
  const isJaeger = settings.access === 'jaegerQuery';
  return {
    dedicatedSql:
      isJaeger || typeof settings.dedicatedSql === 'boolean'
        ? undefined
        : t('settings.problem.dedicated-sql', 'The setting dedicatedSql must be true or false.'),
    traceLookback:
      parseLookback(lookback) !== undefined
        ? undefined
        : t(
            'settings.problem.look-back',
            '"{{lookback}}" is no look-back; write numbers with units, such as 7d, 2w or 12h.',
            { lookback, interpolation },
          ),
    maxSqlRequests: isJaeger ? undefined : requests(settings.maxSqlRequests),
    maxSearchRequests: requests(settings.maxSearchRequests),
    maxSpans: isWhole(settings.maxSpans, mostSpans)
      ? undefined
      : t('settings.problem.spans', 'The number of spans must be a whole number from 1 to {{mostSpans}}.', {
          mostSpans,
        }),
    timeout: isWhole(settings.timeout, Number.MAX_SAFE_INTEGER)
      ? undefined
      : t('settings.problem.timeout', 'The timeout must be a whole number of seconds, 1 or more.'),
  };
}
