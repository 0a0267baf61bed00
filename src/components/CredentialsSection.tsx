import React, { useId } from 'react';
import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Field, FieldSet, Select } from '@grafana/ui';
import { SecretSetting, settingWidth, TextSetting } from './SettingFields';
import type { SettingsForm } from './settingsForm';
import type { CredentialsType } from '../types';

/** How the backend proves to Alibaba Cloud who it is; only what the chosen way needs is asked for. */
export function CredentialsSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const { credentialsType: type, assumeRoleArn } = form.full;
  return (
    <FieldSet label={t('settings.credentials.title', 'Credentials')}>
      <Field
        label={t('settings.credentials.label', 'Credentials')}
        description={t(
          'settings.credentials.description',
          'Whoever they belong to needs log:GetLogStoreLogs, log:GetLogStoreHistogram, log:GetIndex and log:ListLogStores on the project, and nothing that writes.',
        )}
        disabled={form.readOnly}
        invalid={form.problems.credentialsType !== undefined}
        error={form.problems.credentialsType}
      >
        <Select
          inputId={useId()}
          width={settingWidth}
          options={types()}
          value={type}
          onChange={({ value }) => form.set({ credentialsType: value })}
        />
      </Field>
      {(type === 'accessKey' || type === 'stsToken') && <KeyFields form={form} />}
      {type === 'ecsRamRole' && (
        <TextSetting
          form={form}
          name="ecsRoleName"
          label={t('settings.ecs-role.label', 'Role of the instance')}
          description={t(
            'settings.ecs-role.description',
            'The RAM role of the ECS instance that Grafana runs on. When empty, the instance is asked which one it has.',
          )}
        />
      )}
      {type === 'rrsa' && <RrsaFields form={form} />}
      {/* With RRSA there is no room for a second role; one that is saved all the same has to be seen to be removed. */}
      {(type !== 'rrsa' || assumeRoleArn !== undefined) && <AssumeRoleFields form={form} />}
    </FieldSet>
  );
}

function types(): Array<SelectableValue<CredentialsType>> {
  return [
    {
      value: 'accessKey',
      label: t('settings.credentials.access-key', 'Access key'),
      description: t('settings.credentials.access-key-description', 'The key of a RAM user. Works anywhere.'),
    },
    {
      value: 'stsToken',
      label: t('settings.credentials.sts-token', 'STS token'),
      description: t(
        'settings.credentials.sts-token-description',
        'A temporary key with its token. It stops working when the token expires; to stay, assume a role instead.',
      ),
    },
    {
      value: 'ecsRamRole',
      label: t('settings.credentials.ecs-ram-role', 'ECS instance role'),
      description: t('settings.credentials.ecs-ram-role-description', 'The role of the machine. No key to keep.'),
    },
    {
      value: 'rrsa',
      label: t('settings.credentials.rrsa', 'ACK service account (RRSA)'),
      description: t(
        'settings.credentials.rrsa-description',
        'The role of the pod that Grafana runs in. No key to keep.',
      ),
    },
  ];
}

function KeyFields({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <>
      <SecretSetting
        form={form}
        name="accessKeyId"
        required
        label={t('settings.access-key-id.label', 'Access key ID')}
        description={t('settings.access-key-id.description', 'Begins with LTAI; that of a temporary key with STS.')}
      />
      <SecretSetting
        form={form}
        name="accessKeySecret"
        required
        label={t('settings.access-key-secret.label', 'Access key secret')}
        description={t('settings.access-key-secret.description', 'Saved encrypted and never shown again.')}
      />
      {form.full.credentialsType === 'stsToken' && (
        <SecretSetting
          form={form}
          name="securityToken"
          required
          label={t('settings.security-token.label', 'Security token')}
          description={t('settings.security-token.description', 'What STS gave together with the key.')}
        />
      )}
    </>
  );
}

function RrsaFields({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <>
      <TextSetting
        form={form}
        name="rrsaRoleArn"
        required
        label={t('settings.rrsa-role.label', 'ARN of the role')}
        description={t(
          'settings.rrsa-role.description',
          'The RAM role for the service account of Grafana, such as acs:ram::1234567890123456:role/grafana.',
        )}
      />
      <TextSetting
        form={form}
        name="rrsaProviderArn"
        required
        label={t('settings.rrsa-provider.label', 'ARN of the OIDC provider')}
        description={t(
          'settings.rrsa-provider.description',
          "The cluster's, such as acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1234. The token is read from where ACK puts it; for another place an administrator sets ALIBABA_CLOUD_OIDC_TOKEN_FILE and lets Grafana forward it (forward_host_env_vars).",
        )}
      />
    </>
  );
}

function AssumeRoleFields({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <>
      <TextSetting
        form={form}
        name="assumeRoleArn"
        label={t('settings.assume-role.label', 'Assume role')}
        description={t(
          'settings.assume-role.description',
          'The ARN of a RAM role to take with these credentials, in this account or another, such as acs:ram::1234567890123456:role/read-traces. It is renewed by itself.',
        )}
      />
      {form.full.assumeRoleArn !== undefined && (
        <>
          <TextSetting
            form={form}
            name="assumeRoleExternalId"
            label={t('settings.external-id.label', 'External ID')}
            description={t('settings.external-id.description', 'If the trust policy of the role asks for one.')}
          />
          <TextSetting
            form={form}
            name="assumeRoleSessionName"
            label={t('settings.session-name.label', 'Session name')}
            description={t('settings.session-name.description', 'What ActionTrail shows as the caller.')}
          />
        </>
      )}
    </>
  );
}
