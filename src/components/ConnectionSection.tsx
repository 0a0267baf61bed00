import React from 'react';
import { t } from '@grafana/i18n';
import { Field, FieldSet, RadioButtonGroup } from '@grafana/ui';
import { TextSetting } from './SettingFields';
import type { SettingsForm } from './settingsForm';
import type { StoreType } from '../types';

/** Where the spans are: the endpoint, the project, and the trace instance or logstore in it. */
export function ConnectionSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const { storeType, instance = t('settings.instance.example', '<instance>') } = form.full;
  const storeLabel = t('settings.store-type.label', 'Spans are in');
  return (
    <FieldSet label={t('settings.connection.title', 'Connection')}>
      <TextSetting
        form={form}
        name="endpoint"
        required
        label={t('settings.endpoint.label', 'Endpoint')}
        description={t(
          'settings.endpoint.description',
          'The address of Log Service in the region of the project, such as cn-hangzhou.log.aliyuncs.com. From inside a VPC of that region, cn-hangzhou-intranet.log.aliyuncs.com keeps requests off the internet. Without http:// in front it is asked over https.',
        )}
        placeholder={t('settings.endpoint.placeholder', '<region>.log.aliyuncs.com')}
      />
      <TextSetting
        form={form}
        name="region"
        label={t('settings.region.label', 'Region')}
        description={t(
          'settings.region.description',
          'The ID of the region, such as cn-hangzhou. With it requests are signed with version 4 of the signature, without it with version 1. Leave it empty unless your project asks for version 4.',
        )}
      />
      <TextSetting
        form={form}
        name="project"
        required
        label={t('settings.project.label', 'Project')}
        description={t(
          'settings.project.description',
          'The Log Service project that Jaeger or the OpenTelemetry collector writes to.',
        )}
      />
      <Field
        label={storeLabel}
        description={t(
          'settings.store-type.description',
          'A trace instance keeps its spans in a logstore named after it. Any other logstore with spans works, too; how they are written is found out.',
        )}
        disabled={form.readOnly}
        invalid={form.problems.storeType !== undefined}
        error={form.problems.storeType}
      >
        <RadioButtonGroup<StoreType>
          aria-label={storeLabel}
          options={[
            { value: 'instance', label: t('settings.store-type.instance', 'Trace instance') },
            { value: 'logstore', label: t('settings.store-type.logstore', 'Logstore') },
          ]}
          value={storeType}
          onChange={(value) => form.set({ storeType: value })}
        />
      </Field>
      {storeType === 'logstore' ? (
        <TextSetting
          form={form}
          name="logstore"
          required
          label={t('settings.logstore.label', 'Logstore')}
          description={t('settings.logstore.description', 'The logstore that holds the spans.')}
        />
      ) : (
        <TextSetting
          form={form}
          name="instance"
          required
          label={t('settings.instance.label', 'Trace instance')}
          description={t('settings.instance.description', 'Its spans are read from the logstore {{logstore}}.', {
            logstore: `${instance}-traces`,
            interpolation: { escapeValue: false },
          })}
        />
      )}
    </FieldSet>
  );
}
