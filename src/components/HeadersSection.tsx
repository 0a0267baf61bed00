import React from 'react';
import { t } from '@grafana/i18n';
import { Button, Field, FieldSet, IconButton, Input, SecretInput, Stack } from '@grafana/ui';
import type { SettingsForm } from './settingsForm';
import { headerNumbers } from '../settings';

/** Half of a setting's width, without the gap and the button. */
const width = 28;

const example = 'X-Scope-OrgID';

/** Headers that each request to Jaeger carries. A saved value belongs to its number, so numbers never change. */
export function HeadersSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const numbers = headerNumbers(form.settings);
  const add = () => form.set({ [`httpHeaderName${(numbers.at(-1) ?? 0) + 1}`]: '' });
  const label = t('settings.headers.label', 'Headers');
  return (
    <FieldSet label={t('settings.headers.title', 'Headers of your own')}>
      <Field
        label={label}
        description={t(
          'settings.headers.description',
          'Sent with each request, such as X-Scope-OrgID for a tenant. Values are saved encrypted.',
        )}
      >
        <div role="group" aria-label={label}>
          <Stack direction="column" gap={0.5} alignItems="flex-start">
            {numbers.map((number, index) => (
              <HeaderRow key={number} form={form} number={number} place={index + 1} />
            ))}
            <Button variant="secondary" icon="plus" disabled={form.readOnly} onClick={add}>
              {t('settings.headers.add', 'Add header')}
            </Button>
          </Stack>
        </div>
      </Field>
    </FieldSet>
  );
}

interface HeaderRowProps {
  form: SettingsForm;
  /** The number in the header's settings. */
  number: number;
  /** Its place in the list, from 1 on. */
  place: number;
}

function HeaderRow({ form, number, place }: HeaderRowProps): React.JSX.Element {
  const name = `httpHeaderName${number}` as const;
  const secret = `httpHeaderValue${number}` as const;
  const value = {
    'aria-label': t('settings.headers.value', 'Value of header {{place}}', { place }),
    placeholder: t('settings.headers.value-placeholder', 'Value'),
    width,
  };
  return (
    <Stack direction="row" gap={0.5} alignItems="center">
      <Input
        aria-label={t('settings.headers.name', 'Name of header {{place}}', { place })}
        placeholder={example}
        width={width}
        disabled={form.readOnly}
        invalid={form.settings[name] !== '' && form.problems[name] !== undefined}
        value={form.settings[name] ?? ''}
        onChange={({ currentTarget }) => form.set({ [name]: currentTarget.value })}
      />
      {form.readOnly ? (
        <Input {...value} value={form.isSaved(secret) ? t('settings.secret.saved', 'configured') : ''} disabled />
      ) : (
        <SecretInput
          {...value}
          autoComplete="new-password"
          isConfigured={form.isSaved(secret)}
          value={form.typed(secret)}
          onChange={({ currentTarget }) => form.setSecret(secret, currentTarget.value)}
          onReset={() => form.resetSecret(secret)}
        />
      )}
      <IconButton
        name="times"
        size="lg"
        disabled={form.readOnly}
        tooltip={t('settings.headers.remove', 'Remove header {{place}}', { place })}
        onClick={() => form.change({ settings: { [name]: undefined }, forget: [secret] })}
      />
    </Stack>
  );
}
