import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { headerNumbers, normaliseSettings, type FullSettings } from '../settings';
import { settingsProblems, type SettingsProblems } from '../settingsProblems';
import type { Beside, SecureSettings, Settings } from '../types';

/** What Grafana gives to the editor of a data source. */
export type ConfigEditorProps = DataSourcePluginOptionsEditorProps<Settings, SecureSettings>;

/** The settings as the sections of the page read and change them. */
export interface SettingsForm {
  /** As they are stored: what was left out is absent. */
  settings: Settings;
  /** As the backend reads them. */
  full: FullSettings;
  /** What Grafana keeps beside the settings. */
  beside: Beside;
  problems: SettingsProblems;
  /** Whether the data source comes from a file, so that nothing can be changed here. */
  readOnly: boolean;
  /** Changes some settings; undefined takes one out. */
  set: (settings: Partial<Settings>) => void;
  /** Changes settings, what is beside them and secrets at once: of two calls, Grafana would keep the second. */
  change: (changes: Changes) => void;
  /** Whether a secret is saved. What it is stays with Grafana's server. */
  isSaved: (name: keyof SecureSettings) => boolean;
  /** A secret that was typed and is not saved yet. */
  typed: (name: keyof SecureSettings) => string;
  setSecret: (name: keyof SecureSettings, value: string) => void;
  /** Forgets a saved secret, so that another can be typed. */
  resetSecret: (name: keyof SecureSettings) => void;
}

/** What may change at once. */
export interface Changes {
  settings?: Partial<Settings>;
  beside?: Beside;
  /** Secrets to take out. */
  forget?: Array<keyof SecureSettings>;
}

const secretNames = [
  'accessKeyId',
  'accessKeySecret',
  'securityToken',
  'bearerToken',
  'basicAuthPassword',
  'tlsCACert',
  'tlsClientCert',
  'tlsClientKey',
] as const satisfies Array<keyof SecureSettings>;

/** Makes what the sections work with from what Grafana gives. */
export function settingsForm({ options, onOptionsChange }: ConfigEditorProps): SettingsForm {
  const {
    jsonData,
    secureJsonData = {},
    secureJsonFields = {},
    readOnly = false,
    url,
    basicAuth,
    basicAuthUser,
  } = options;
  const beside: Beside = { url, basicAuth, basicAuthUser };
  const isSaved = (name: keyof SecureSettings) => secureJsonFields[name] === true;
  const typed = (name: keyof SecureSettings) => secureJsonData[name] ?? '';
  const change = ({ settings, beside: changed, forget = [] }: Changes) => {
    const each = <T>(value: T) => Object.fromEntries(forget.map((name) => [name, value]));
    onOptionsChange({
      ...options,
      ...changed,
      jsonData: { ...jsonData, ...settings },
      ...(forget.length > 0 && {
        secureJsonFields: { ...secureJsonFields, ...each(false) },
        secureJsonData: { ...secureJsonData, ...each('') },
      }),
    });
  };
  const headers = headerNumbers(jsonData).map((number) => `httpHeaderValue${number}` as const);
  const set = [...secretNames, ...headers].filter((name) => isSaved(name) || typed(name).trim() !== '');
  return {
    settings: jsonData,
    full: normaliseSettings(jsonData, beside),
    beside,
    problems: settingsProblems(jsonData, new Set(set), beside),
    readOnly,
    set: (settings) => change({ settings }),
    change,
    isSaved,
    typed,
    setSecret: (name, value) => onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, [name]: value } }),
    resetSecret: (name) => change({ forget: [name] }),
  };
}
