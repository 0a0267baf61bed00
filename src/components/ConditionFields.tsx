import React, { useMemo } from 'react';
import { t } from '@grafana/i18n';
import { FieldValidationMessage, IconButton, InlineField, InlineFieldRow, Select } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { eventKeys, listed, tagKeysOf, valuesOfSubject, type Completion } from './completion';
import {
  operatorsFor,
  rowProblem,
  subjectOf,
  valuesIn,
  withKey,
  withOperator,
  withSubject,
  withValues,
  type ConditionRow,
} from './conditionRows';
import { operatorLabel, operatorText, placeName, scopeTexts, subjectText, type Place } from './conditionTexts';
import { pastedPairs } from '../logfmt';
import { OptionPicker } from './OptionPicker';
import { ValuesPicker } from './ValuesPicker';
import {
  comparesNumbers,
  conditionScopes,
  conditionSubjects,
  maxConditions,
  needsValue,
  takesPatterns,
} from '../conditions';
import type { ConditionScope } from '../types';

interface ConditionFieldsProps {
  row: ConditionRow;
  place: Place;
  completion: Completion;
  /** Only what this service's spans have is offered; what any have when empty. */
  service: string;
  /** Told of what stands in the row's place: several rows when tags were pasted. */
  onChange: (rows: ConditionRow[]) => void;
  onRemove: () => void;
}

const loadEventKeys = listed(eventKeys);
/** In units of 8 px: in a narrow pane the value alone goes below the rest. */
const widths = { on: 14, scope: 13, key: 26, operator: 12, value: 28 };

/** The fields of one condition. */
export function ConditionFields(props: ConditionFieldsProps): React.JSX.Element {
  const { row, place, completion, onChange, onRemove } = props;
  const on = subjectOf(row);
  const name = placeName(place);
  const loadKeys = useMemo(() => (on === 'event' ? loadEventKeys : tagKeysOf(completion)), [completion, on]);
  const problem = rowProblem(row);
  const paste = (event: React.ClipboardEvent) => {
    const pairs = pastedPairs(event.clipboardData.getData('text'));
    if (pairs !== undefined && pairs.length <= maxConditions) {
      event.preventDefault();
      const { scope } = row;
      const pasted = pairs.map((pair) => ({
        ...(on === 'event' && { on }),
        ...(scope !== undefined && { scope }),
        ...pair,
        operator: '=' as const,
      }));
      onChange(row.key === undefined ? pasted : [row, ...pasted]);
    }
  };
  return (
    <>
      <InlineFieldRow>
        <InlineField>
          <Select
            aria-label={t('conditions.on-label', 'Subject of {{name}}', { name })}
            width={widths.on}
            options={conditionSubjects.map((subject) => ({ value: subject, label: subjectText(subject) }))}
            value={on}
            onChange={({ value = on }) => onChange([value === on ? row : withSubject(row, value)])}
          />
        </InlineField>
        {on === 'tag' && (
          <InlineField>
            <Select<ConditionScope>
              aria-label={t('conditions.scope-label', 'Scope of {{name}}', { name })}
              width={widths.scope}
              options={conditionScopes.map((value) => ({ value, ...scopeTexts(value) }))}
              value={row.scope ?? 'any'}
              onChange={({ value }) => onChange([{ ...row, scope: value === 'any' ? undefined : value }])}
            />
          </InlineField>
        )}
        {(on === 'tag' || on === 'event') && (
          <OptionPicker
            label={t('conditions.key-label', 'Key of {{name}}', { name })}
            hideLabel
            width={widths.key}
            placeholder={
              on === 'event'
                ? t('conditions.event-placeholder', 'Its name, or pick a key')
                : t('conditions.key-placeholder', 'Pick, type or paste a key')
            }
            value={row.key}
            load={loadKeys}
            onChange={(key) => onChange([withKey(row, key)])}
            onPaste={paste}
          />
        )}
        <InlineField>
          <Select
            aria-label={t('conditions.operator-label', 'Comparison of {{name}}', { name })}
            width={widths.operator}
            options={operatorsFor(row).map((operator) => ({
              value: operator,
              label: operatorLabel(operator),
              description: operatorText(operator),
            }))}
            value={row.operator}
            onChange={({ value = '=' }) => onChange([withOperator(row, value)])}
          />
        </InlineField>
        {needsValue(row.operator) && <ValueField {...props} invalid={problem !== undefined} />}
        <IconButton
          name="times"
          size="lg"
          tooltip={t('conditions.remove', 'Remove {{name}}', { name })}
          onClick={onRemove}
        />
      </InlineFieldRow>
      {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
    </>
  );
}

function ValueField(props: ConditionFieldsProps & { invalid: boolean }): React.JSX.Element {
  const { row, place, completion, service, onChange, invalid } = props;
  const { key = '', operator } = row;
  const on = subjectOf(row);
  const patterns = takesPatterns(operator);
  const load = useMemo(
    () => (patterns ? listed([]) : valuesOfSubject(completion, on, key, service)),
    [completion, key, on, patterns, service],
  );
  const label = t('conditions.value-label', 'Value of {{name}}', { name: placeName(place) });
  if (comparesNumbers(operator)) {
    return (
      <InlineField invalid={invalid}>
        <CommitInput
          aria-label={label}
          width={widths.value}
          inputMode="decimal"
          placeholder={t('conditions.number-placeholder', 'Type a number, such as 500')}
          value={valuesIn(row).join(', ')}
          onCommit={(text) => onChange([withValues(row, text.trim() === '' ? [] : [text.trim()])])}
        />
      </InlineField>
    );
  }
  return (
    <ValuesPicker
      label={label}
      width={widths.value}
      values={valuesIn(row)}
      placeholder={
        patterns
          ? t('conditions.pattern-placeholder', 'Type patterns, such as 5..')
          : t('conditions.value-placeholder', 'Pick or type values')
      }
      invalid={invalid}
      load={load}
      onChange={(values) => onChange([withValues(row, values)])}
    />
  );
}
