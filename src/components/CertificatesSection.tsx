import React from 'react';
import { t } from '@grafana/i18n';
import { FieldSet } from '@grafana/ui';
import { SecretSetting, SwitchSetting, TextSetting } from './SettingFields';
import type { SettingsForm } from './settingsForm';

const beginOfCertificate = '-----BEGIN CERTIFICATE-----';
const beginOfKey = '-----BEGIN PRIVATE KEY-----';

/** Which certificates are trusted and shown. Without any of it, those that the system trusts. */
export function CertificatesSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const { tlsAuthWithCACert: hasAuthority = false, tlsAuth: showsOwn = false } = form.settings;
  return (
    <FieldSet label={t('settings.tls.title', 'Certificates')}>
      <SwitchSetting
        form={form}
        name="tlsAuthWithCACert"
        label={t('settings.tls-ca.label', 'Authority of your own')}
        description={t('settings.tls-ca.description', 'For a server whose certificate no public authority has signed.')}
      />
      {hasAuthority && (
        <SecretSetting
          form={form}
          name="tlsCACert"
          required
          label={t('settings.tls-ca-certificate.label', 'Certificate of the authority')}
          description={t('settings.tls-ca-certificate.description', 'In PEM.')}
          placeholder={beginOfCertificate}
        />
      )}
      <SwitchSetting
        form={form}
        name="tlsAuth"
        label={t('settings.tls-client.label', 'Show a certificate')}
        description={t('settings.tls-client.description', 'For a server that asks its clients for one (mutual TLS).')}
      />
      {showsOwn && (
        <>
          <SecretSetting
            form={form}
            name="tlsClientCert"
            required
            label={t('settings.tls-client-certificate.label', 'Certificate to show')}
            description={t('settings.tls-client-certificate.description', 'In PEM.')}
            placeholder={beginOfCertificate}
          />
          <SecretSetting
            form={form}
            name="tlsClientKey"
            required
            label={t('settings.tls-client-key.label', 'Its key')}
            description={t('settings.tls-client-key.description', 'In PEM. Saved encrypted and never shown again.')}
            placeholder={beginOfKey}
          />
        </>
      )}
      {(hasAuthority || showsOwn) && (
        <TextSetting
          form={form}
          name="serverName"
          label={t('settings.tls-server-name.label', 'Name in the certificate')}
          description={t(
            'settings.tls-server-name.description',
            "What the server's certificate is for, if not the host of the URL.",
          )}
        />
      )}
      <SwitchSetting
        form={form}
        name="tlsSkipVerify"
        label={t('settings.tls-skip.label', 'Trust any certificate')}
        description={t(
          'settings.tls-skip.description',
          'For tests only: whoever is between Grafana and Jaeger can read and change everything, passwords included.',
        )}
      />
    </FieldSet>
  );
}
