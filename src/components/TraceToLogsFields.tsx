import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { Button, Field, IconButton, Input, Stack } from '@grafana/ui';
import { settingWidth } from './SettingFields';
import { useRows } from './useRows';
import type { SpanLinkSettings } from '../types';

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
