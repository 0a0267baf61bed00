import React, { useId, useState } from 'react';
import { t } from '@grafana/i18n';
import { Field, FieldSet, RadioButtonGroup, TagsInput } from '@grafana/ui';
import { LineField, SecretSetting, settingWidth, SwitchSetting } from './SettingFields';
import type { SettingsForm } from './settingsForm';

type Method = 'none' | 'basic' | 'bearer';

/** How the backend proves to Jaeger who asks. */
export function AuthenticationSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const hasToken = form.isSaved('bearerToken') || form.typed('bearerToken') !== '';
  // A token that is still to be typed is chosen here only: it is the token itself that is saved.
  const [isBearer, setIsBearer] = useState(false);
  const method: Method = form.beside.basicAuth === true ? 'basic' : hasToken || isBearer ? 'bearer' : 'none';
  const choose = (chosen: Method) => {
    setIsBearer(chosen === 'bearer');
    form.change({
      beside: { basicAuth: chosen === 'basic' },
      ...(chosen !== 'bearer' && { forget: ['bearerToken'] }),
    });
  };
  const label = t('settings.auth.label', 'Grafana signs in with');
  return (
    <FieldSet label={t('settings.auth.title', 'Authentication')}>
      <Field
        label={label}
        description={t('settings.auth.description', 'What the query service, or a proxy before it, asks for.')}
        disabled={form.readOnly}
      >
        <RadioButtonGroup<Method>
          aria-label={label}
          options={[
            { value: 'none', label: t('settings.auth.none', 'No credentials') },
            { value: 'basic', label: t('settings.auth.basic', 'User and password') },
            { value: 'bearer', label: t('settings.auth.bearer', 'Bearer token') },
          ]}
          value={method}
          onChange={choose}
        />
      </Field>
      {method === 'basic' && <BasicFields form={form} />}
      {(method === 'bearer' || form.problems.bearerToken !== undefined) && (
        <SecretSetting
          form={form}
          name="bearerToken"
          required
          label={t('settings.bearer.label', 'Token')}
          description={t('settings.bearer.description', 'Sent as Authorization: Bearer, and saved encrypted.')}
        />
      )}
      <ForwardedFields form={form} />
    </FieldSet>
  );
}

function BasicFields({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <>
      <LineField
        label={t('settings.basic-user.label', 'User')}
        required
        description={t('settings.basic-user.description', 'For basic authentication.')}
        value={form.beside.basicAuthUser ?? ''}
        problem={form.problems.basicAuthUser}
        readOnly={form.readOnly}
        onChange={(basicAuthUser) => form.change({ beside: { basicAuthUser } })}
      />
      <SecretSetting
        form={form}
        name="basicAuthPassword"
        label={t('settings.basic-password.label', 'Password')}
        description={t('settings.basic-password.description', 'Saved encrypted and never shown again.')}
      />
    </>
  );
}

function ForwardedFields({ form }: { form: SettingsForm }): React.JSX.Element {
  const id = useId();
  return (
    <>
      <SwitchSetting
        form={form}
        name="oauthPassThru"
        label={t('settings.oauth.label', 'Forward OAuth identity')}
        description={t(
          'settings.oauth.description',
          'Sends the access token of the user who asks, if they signed in to Grafana with OAuth, instead of what is chosen above. Nobody asks for alert rules: they use what is above.',
        )}
      />
      <Field
        label={t('settings.cookies.label', 'Forwarded cookies')}
        description={t('settings.cookies.description', 'Names of cookies of the user that Jaeger is to get.')}
        disabled={form.readOnly}
        invalid={form.problems.keepCookies !== undefined}
        error={form.problems.keepCookies}
      >
        <TagsInput
          id={id}
          width={settingWidth}
          disabled={form.readOnly}
          placeholder={t('settings.cookies.placeholder', 'Name of a cookie, then Enter')}
          tags={form.settings.keepCookies ?? []}
          onChange={(names) => form.set({ keepCookies: names.length > 0 ? names : undefined })}
        />
      </Field>
    </>
  );
}
