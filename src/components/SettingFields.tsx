import React, { useId, useState } from 'react';
import { t } from '@grafana/i18n';
import { Field, Input, SecretInput, Switch } from '@grafana/ui';
import type { SettingsForm } from './settingsForm';
import type { SecureSettings, Settings } from '../types';

/** Width of the fields of the page, in units of 8 px. */
export const settingWidth = 60;

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

/** A setting that is a line of text. Emptied, it is taken out. */
export function TextSetting({
  form,
  name,
  placeholder,
  ...texts
}: SettingProps<NamesOf<string>> & { placeholder?: string }): React.JSX.Element {
  const value = form.settings[name] ?? '';
  const { field, onBlur } = useProblem(form.problems[name], value === '');
  return (
    <Field {...labelled(texts)} {...field} disabled={form.readOnly}>
      <Input
        id={useId()}
        width={settingWidth}
        value={value}
        placeholder={placeholder}
        onChange={({ currentTarget }) => form.set({ [name]: currentTarget.value || undefined })}
        onBlur={onBlur}
      />
    </Field>
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
        onChange={({ currentTarget: { value: text } }) => form.set({ [name]: text === '' ? undefined : Number(text) })}
        onBlur={onBlur}
      />
    </Field>
  );
}

/** A setting that is on or off. */
export function SwitchSetting({ form, name, ...texts }: SettingProps<NamesOf<boolean>>): React.JSX.Element {
  return (
    <Field {...labelled(texts)} disabled={form.readOnly}>
      <Switch
        id={useId()}
        value={form.settings[name] ?? false}
        onChange={({ currentTarget }) => form.set({ [name]: currentTarget.checked })}
      />
    </Field>
  );
}

/** A secret: typed once, never shown again, only replaced. */
export function SecretSetting({ form, name, ...texts }: SettingProps<keyof SecureSettings>): React.JSX.Element {
  const id = useId();
  const value = form.typed(name);
  const { field, onBlur } = useProblem(form.problems[name], value === '');
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
      ) : (
        <SecretInput
          id={id}
          width={settingWidth}
          autoComplete="new-password"
          isConfigured={form.isSaved(name)}
          value={value}
          onChange={({ currentTarget }) => form.setSecret(name, currentTarget.value)}
          onReset={() => form.resetSecret(name)}
          onBlur={onBlur}
        />
      )}
    </Field>
  );
}

function labelled({ label, description, required }: Omit<SettingProps<never>, 'form' | 'name'>) {
  return { label, description, required };
}
