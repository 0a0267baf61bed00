import React, { useMemo } from 'react';
import { t } from '@grafana/i18n';
import {
  Box,
  Button,
  FieldValidationMessage,
  IconButton,
  InlineField,
  InlineFieldRow,
  InlineLabel,
  Select,
} from '@grafana/ui';
import { OptionPicker } from './OptionPicker';
import { tagKeysOf, tagValuesOf, type Completion } from './completion';
import { labelWidth } from './layout';
import type { Rows } from './useRows';
import { tagOperators } from '../filters';
import type { TagFilter, TagOperator } from '../types';

/** A tag filter that may still lack its key or its value. */
export interface TagRow {
  key?: string;
  operator: TagOperator;
  /** An empty text is a value, too: undefined means that there is none yet. */
  value?: string;
}

/** Says whether a row asks for anything: whether it has a key and a value. */
export function isTagFilter(row: TagRow): row is TagFilter {
  return row.key !== undefined && row.key.trim() !== '' && row.value !== undefined;
}

interface TagFiltersProps extends Rows<TagRow> {
  completion: Completion;
  /** Only the values of this service's spans are offered; of any when empty. */
  service: string;
  problem?: string;
}

/** Conditions on the tags of a span, one a row. Rows without a key or a value ask for nothing. */
export function TagFilters({ rows, change, completion, service, problem }: TagFiltersProps): React.JSX.Element {
  const replace = (index: number, row: TagRow) => change(rows.map((one, at) => (at === index ? row : one)));
  const remove = (index: number) => change(rows.filter((_, at) => at !== index));
  const add = () => change([...rows, { operator: '=' }]);
  return (
    <InlineFieldRow>
      <InlineLabel
        width={labelWidth}
        tooltip={t(
          'query.tags.tooltip',
          'Conditions that must all hold on the same span. Keys come from the index of the logstore, so a key that is missing here can not be searched for.',
        )}
      >
        {t('query.tags.label', 'Tags')}
      </InlineLabel>
      {/* As wide as there is room, so that its rows break and not the label from them. */}
      <Box flex="1" marginBottom={0.5}>
        {rows.map((row, index) => (
          <TagFilterRow
            // Rows have no name of their own, and their fields keep nothing but what is in them.
            key={index}
            number={index + 1}
            row={row}
            onChange={(next) => replace(index, next)}
            onRemove={() => remove(index)}
            completion={completion}
            service={service}
          />
        ))}
        <Button variant="secondary" icon="plus" onClick={add}>
          {t('query.tags.add', 'Add tag')}
        </Button>
        {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
      </Box>
    </InlineFieldRow>
  );
}

interface TagFilterRowProps {
  number: number;
  row: TagRow;
  onChange: (row: TagRow) => void;
  onRemove: () => void;
  completion: Completion;
  service: string;
}

function TagFilterRow({ number, row, onChange, onRemove, completion, service }: TagFilterRowProps): React.JSX.Element {
  const { key = '' } = row;
  const loadKeys = useMemo(() => tagKeysOf(completion), [completion]);
  const loadValues = useMemo(() => tagValuesOf(completion, key, service), [completion, key, service]);
  return (
    <InlineFieldRow>
      <OptionPicker
        label={t('query.tags.key', 'Key of tag {{number}}', { number })}
        hideLabel
        width={30}
        placeholder={t('query.tags.key-placeholder', 'Key')}
        value={row.key}
        load={loadKeys}
        onChange={(next) => onChange({ ...row, key: next })}
      />
      <InlineField>
        <Select
          aria-label={t('query.tags.operator', 'Comparison of tag {{number}}', { number })}
          width={8}
          options={tagOperators.map((operator) => ({ value: operator, label: operator }))}
          value={row.operator}
          onChange={({ value = '=' }) => onChange({ ...row, operator: value })}
        />
      </InlineField>
      <OptionPicker
        label={t('query.tags.value', 'Value of tag {{number}}', { number })}
        hideLabel
        width={30}
        placeholder={t('query.tags.value-placeholder', 'Value')}
        value={row.value}
        load={loadValues}
        onChange={(next) => onChange({ ...row, value: next })}
      />
      <IconButton
        name="times"
        size="lg"
        tooltip={t('query.tags.remove', 'Remove tag {{number}}', { number })}
        onClick={onRemove}
      />
    </InlineFieldRow>
  );
}
