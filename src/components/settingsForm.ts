import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { normaliseSettings, type FullSettings } from '../settings';
import { settingsProblems, type SettingsProblems } from '../settingsProblems';
import type { SecureSettings, Settings } from '../types';

/** What Grafana gives to the editor of a data source. */
export type ConfigEditorProps = DataSourcePluginOptionsEditorProps<Settings, SecureSettings>;

/** The settings as the sections of the page read and change them. */
export interface SettingsForm {
  /** As they are stored: what was left out is absent. */
  settings: Settings;
  /** As the backend reads them. */
  full: FullSettings;
  problems: SettingsProblems;
  /** Whether the data source comes from a file, so that nothing can be changed here. */
  readOnly: boolean;
  /** Changes some settings; undefined takes one out. */
  set: (settings: Partial<Settings>) => void;
  /** Whether a secret is saved. What it is stays with Grafana's server. */
  isSaved: (name: keyof SecureSettings) => boolean;
  /** A secret that was typed and is not saved yet. */
  typed: (name: keyof SecureSettings) => string;
  setSecret: (name: keyof SecureSettings, value: string) => void;
  /** Forgets a saved secret, so that another can be typed. */
  resetSecret: (name: keyof SecureSettings) => void;
}

/** Makes what the sections work with from what Grafana gives. */
export function settingsForm({ options, onOptionsChange }: ConfigEditorProps): SettingsForm {
  const { jsonData, secureJsonData = {}, secureJsonFields = {}, readOnly = false } = options;
  const names: Array<keyof SecureSettings> = ['accessKeyId', 'accessKeySecret', 'securityToken'];
  const isSaved = (name: keyof SecureSettings) => secureJsonFields[name] === true;
  const typed = (name: keyof SecureSettings) => secureJsonData[name] ?? '';
  const change = (isStillSaved: boolean, name: keyof SecureSettings, value: string) =>
    onOptionsChange({
      ...options,
      secureJsonFields: { ...secureJsonFields, [name]: isStillSaved },
      secureJsonData: { ...secureJsonData, [name]: value },
    });
  return {
    settings: jsonData,
    full: normaliseSettings(jsonData),
    problems: settingsProblems(jsonData, new Set(names.filter((name) => isSaved(name) || typed(name).trim() !== ''))),
    readOnly,
    set: (settings) => onOptionsChange({ ...options, jsonData: { ...jsonData, ...settings } }),
    isSaved,
    typed,
    setSecret: (name, value) => change(isSaved(name), name, value),
    resetSecret: (name) => change(false, name, ''),
  };
}
