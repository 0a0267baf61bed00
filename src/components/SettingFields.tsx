import React, { useId, useState } from 'react';
import { t } from '@grafana/i18n';
import { Field, Input, SecretInput, SecretTextArea, Switch } from '@grafana/ui';
import type { SettingsForm } from './settingsForm';
import type { SecureSettings, Settings } from '../types';

/** Width of the fields of the page, in units of 8 px. */
export const settingWidth = 60;

const unit = 8;

/** The settings of one type. */
type NamesOf<T> = NonNullable<
  {
    [name in keyof Settings]-?: NonNullable<Settings[name]> extends T
      ? T extends Settings[name]
        ? name
        : never
      : never;
  }[keyof Settings]
>;

interface SettingProps<Name> {
  form: SettingsForm;
  name: Name;
  label: string;
  /** What the setting is for and where to find its value. */
  description: React.ReactNode;
  required?: boolean;
}

/**
 * What is wrong is told beside a field once there is something in it or somebody has left it: a new page is not red.
 */
function useProblem(problem: string | undefined, isEmpty: boolean) {
  const [left, setLeft] = useState(false);
  const error = left || !isEmpty ? problem : undefined;
  return { field: { invalid: error !== undefined, error }, onBlur: () => setLeft(true) };
}

interface LineFieldProps {
  label: string;
  description: React.ReactNode;
  required?: boolean | undefined;
  value: string;
  problem: string | undefined;
  placeholder?: string | undefined;
  readOnly: boolean;
  onChange: (text: string) => void;
}

/** A line of text. */
export function LineField({ value, problem, placeholder, readOnly, onChange, ...texts }: LineFieldProps) {
  const { field, onBlur } = useProblem(problem, value === '');
  return (
    <Field {...labelled(texts)} {...field} disabled={readOnly}>
      <Input
        id={useId()}
        width={settingWidth}
        value={value}
        placeholder={placeholder}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        onBlur={onBlur}
      />
    </Field>
  );
}

/** A setting that is a line of text. Emptied, it is taken out. */
export function TextSetting({
  form,
  name,
  ...texts
}: SettingProps<NamesOf<string>> & { placeholder?: string }): React.JSX.Element {
  return (
    <LineField
      {...texts}
      value={form.settings[name] ?? ''}
      problem={form.problems[name]}
      readOnly={form.readOnly}
      onChange={(text) => form.set(one(name, text || undefined))}
    />
  );
}

/** A setting that is a whole number. Emptied, it is taken out, and the default beside it holds. */
export function NumberSetting({ form, name, ...texts }: SettingProps<NamesOf<number>>): React.JSX.Element {
  const value = form.settings[name];
  const { field, onBlur } = useProblem(form.problems[name], value === undefined);
  return (
    <Field {...labelled(texts)} {...field} disabled={form.readOnly}>
      <Input
        id={useId()}
        type="number"
        min={1}
        width={settingWidth}
        value={value ?? ''}
        placeholder={String(form.full[name] ?? '')}
        onChange={({ currentTarget: { value: text } }) => form.set(one(name, text === '' ? undefined : Number(text)))}
        onBlur={onBlur}
      />
    </Field>
  );
}

interface SwitchFieldProps {
  label: string;
  description: React.ReactNode;
  /** Absent is off. */
  value: boolean | undefined;
  readOnly: boolean;
  onChange: (isOn: boolean) => void;
}

/** What is on or off. */
export function SwitchField({ value = false, readOnly, onChange, ...texts }: SwitchFieldProps): React.JSX.Element {
  return (
    <Field {...labelled(texts)} disabled={readOnly}>
      {/* The field's label names it. Without one here, Grafana 11 calls the knob "Toggle switch", which axe reports. */}
      <Switch id={useId()} label="" value={value} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
    </Field>
  );
}

/** A setting that is on or off. */
export function SwitchSetting({ form, name, ...texts }: SettingProps<NamesOf<boolean>>): React.JSX.Element {
  return (
    <SwitchField
      {...texts}
      value={form.settings[name]}
      readOnly={form.readOnly}
      onChange={(isOn) => form.set(one(name, isOn))}
    />
  );
}

/** A secret: typed once, never shown again, only replaced. One of several lines is pasted into an area. */
export function SecretSetting({
  form,
  name,
  placeholder,
  ...texts
}: SettingProps<keyof SecureSettings> & { placeholder?: string }): React.JSX.Element {
  const id = useId();
  const value = form.typed(name);
  const { field, onBlur } = useProblem(form.problems[name], value === '');
  const secret = {
    id,
    isConfigured: form.isSaved(name),
    value,
    onReset: () => form.resetSecret(name),
    onBlur,
  };
  return (
    <Field {...labelled(texts)} {...field} disabled={form.readOnly}>
      {form.readOnly ? (
        // Grafana's own offers to reset the secret even so.
        <Input
          id={id}
          width={settingWidth}
          value={form.isSaved(name) ? t('settings.secret.saved', 'configured') : ''}
          readOnly
        />
      ) : placeholder !== undefined ? (
        <SecretTextArea
          {...secret}
          style={{ width: settingWidth * unit }}
          rows={5}
          placeholder={placeholder}
          onChange={({ currentTarget }) => form.setSecret(name, currentTarget.value)}
        />
      ) : (
        <SecretInput
          {...secret}
          width={settingWidth}
          autoComplete="new-password"
          onChange={({ currentTarget }) => form.setSecret(name, currentTarget.value)}
        />
      )}
    </Field>
  );
}

function one<Name extends keyof Settings>(name: Name, value: Settings[Name]): Partial<Settings> {
  return { [name]: value } as Partial<Settings>;
}

function labelled({ label, description, required }: Pick<LineFieldProps, 'label' | 'description' | 'required'>) {
  return { label, description, required };
}
