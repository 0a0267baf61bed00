import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { DataSourcePicker } from '@grafana/runtime';
import { Button, Field, IconButton, Input, Stack } from '@grafana/ui';
import { settingWidth, SwitchField } from './SettingFields';
import { useRows } from './useRows';
import type { SpanLinkSettings } from '../types';

interface Texts {
  label: string;
  description: string;
}

interface SourceFieldProps extends Texts {
  /** The types of data sources to choose from. */
  types: string[];
  /** That of the chosen one; absent is none. */
  uid: string | undefined;
  onChange: (uid: string) => void;
  onClear: () => void;
  readOnly: boolean;
}

/** The data source that a link leads to. */
export function SourceField({ types, uid, onChange, onClear, readOnly, ...texts }: SourceFieldProps) {
  return (
    <Field {...texts} disabled={readOnly}>
      <DataSourcePicker
        inputId={useId()}
        type={types}
        current={uid ?? null}
        noDefault
        width={settingWidth}
        onChange={(source) => onChange(source.uid)}
        onClear={onClear}
      />
    </Field>
  );
}

interface OwnQueryProps {
  link: { customQuery?: boolean; query?: string };
  set: (part: { customQuery?: boolean; query?: string }) => void;
  /** Those of the switch, and of the query that it shows. */
  texts: { custom: Texts; query: Texts };
  readOnly: boolean;
}

/** A query of one's own instead of the one that Grafana makes from the tags. */
export function OwnQuery({ link, set, texts, readOnly }: OwnQueryProps): React.JSX.Element {
  const id = useId();
  return (
    <>
      <SwitchField
        {...texts.custom}
        value={link.customQuery}
        onChange={(customQuery) => set({ customQuery })}
        readOnly={readOnly}
      />
      {link.customQuery && (
        <Field {...texts.query} disabled={readOnly}>
          <Input
            id={id}
            width={settingWidth}
            value={link.query ?? ''}
            onChange={({ currentTarget }) => set({ query: currentTarget.value })}
          />
        </Field>
      )}
    </>
  );
}

interface ShiftFieldProps {
  label: string;
  description: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  readOnly: boolean;
}

/** A signed stretch of time as Grafana writes it: '-5m', '30s', '0'. */
const shift = /^(0|-?\d+(\.\d+)?(ms|[smhdwMy]))$/;

/** How far the time range of a link begins before its span, or ends after it. */
export function ShiftField({ label, description, value = '', onChange, readOnly }: ShiftFieldProps): React.JSX.Element {
  const isWrong = value !== '' && !shift.test(value);
  return (
    <Field
      label={label}
      description={description}
      disabled={readOnly}
      invalid={isWrong}
      error={t('settings.logs.shift-problem', 'Write a number and a unit, with a minus for earlier: -5m, 30s, 1h.')}
    >
      <Input
        id={useId()}
        width={settingWidth}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      />
    </Field>
  );
}

type TagName = NonNullable<SpanLinkSettings['tags']>[number];

interface TagNamesProps {
  label: string;
  description: string;
  /** Names the field for the other name of a tag. */
  nameLabel: (number: number) => string;
  namePlaceholder: string;
  tags: TagName[];
  onChange: (tags: TagName[]) => void;
  readOnly: boolean;
}

function withKey(tag: TagName): TagName | undefined {
  return tag.key.trim() === '' ? undefined : tag;
}

/** The tags of a span that logs, metrics or profiles are looked for by, each with its name there. */
export function TagNames({ tags, onChange, readOnly, label, description, ...other }: TagNamesProps): React.JSX.Element {
  const { rows, change } = useRows(tags, withKey, onChange);
  const replace = (index: number, row: TagName) => change(rows.map((one, at) => (at === index ? row : one)));
  return (
    <Field label={label} description={description}>
      <div role="group" aria-label={label}>
        <Stack direction="column" gap={0.5} alignItems="flex-start">
          {rows.map(({ key, value = '' }, index) => (
            // Rows have no name of their own, and keep nothing but what is in them.
            <Stack key={index} direction="row" gap={0.5} alignItems="center">
              <Input
                aria-label={t('settings.logs.tag-key', 'Tag {{number}}', { number: index + 1 })}
                placeholder={t('settings.logs.tag-key-placeholder', 'Tag')}
                width={28}
                disabled={readOnly}
                value={key}
                onChange={({ currentTarget }) => replace(index, { key: currentTarget.value, value })}
              />
              <Input
                aria-label={other.nameLabel(index + 1)}
                placeholder={other.namePlaceholder}
                width={28}
                disabled={readOnly}
                value={value}
                onChange={({ currentTarget }) => replace(index, { key, value: currentTarget.value })}
              />
              <IconButton
                name="times"
                size="lg"
                disabled={readOnly}
                tooltip={t('settings.logs.tag-remove', 'Remove tag {{number}}', { number: index + 1 })}
                onClick={() => change(rows.filter((_, at) => at !== index))}
              />
            </Stack>
          ))}
          <Button
            variant="secondary"
            icon="plus"
            disabled={readOnly}
            onClick={() => change([...rows, { key: '', value: '' }])}
          >
            {t('settings.logs.tag-add', 'Add tag')}
          </Button>
        </Stack>
      </div>
    </Field>
  );
}
