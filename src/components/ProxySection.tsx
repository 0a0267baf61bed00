import React from 'react';
import { t } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import { FieldSet } from '@grafana/ui';
import { SwitchSetting } from './SettingFields';
import type { SettingsForm } from './settingsForm';

/** The secure socks proxy of Grafana, where it has one. */
export function ProxySection({ form }: { form: SettingsForm }): React.JSX.Element | null {
  if (!config.secureSocksDSProxyEnabled) {
    return null;
  }
  return (
    <FieldSet label={t('settings.proxy.title', 'Proxy')}>
      <SwitchSetting
        form={form}
        name="enableSecureSocksProxy"
        label={t('settings.proxy.label', 'Secure socks proxy')}
        description={t(
          'settings.proxy.description',
          "Goes through the secure socks proxy of Grafana's own configuration, such as to a private network.",
        )}
      />
    </FieldSet>
  );
}
