import React, { useId } from 'react';
import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { InlineField, Select } from '@grafana/ui';
import { fieldProblem } from './layout';
import { mostNames } from '../resources';
import { useOptions, type LoadNames } from './useOptions';

/** What an {@link OptionPicker} shows, and whom it tells. */
export interface OptionPickerProps {
  /** The field's name: beside it, or for screen readers only when `hideLabel`. */
  label: string;
  hideLabel?: boolean;
  /** Why anyone would fill in the field. */
  tooltip?: string;
  /** In units of 8 px, as Grafana's own. */
  labelWidth?: number;
  width: number;
  value: string | undefined;
  placeholder?: string;
  /** What is wrong with the value. */
  problem?: string;
  load: LoadNames;
  /** Told of what was picked or typed; undefined when the field was emptied. */
  onChange: (value: string | undefined) => void;
}

/**
 * A field for a name: picked from what the backend and the dashboard's variables offer, or typed freely. A request that
 * fails is told below the field, which can be typed in as before.
 */
export function OptionPicker({ label, value, load, onChange, ...props }: OptionPickerProps): React.JSX.Element {
  const inputId = useId();
  const { values, more, notices, loading, error, open, type } = useOptions(load);
  const notes = notices.map(({ text }) => text);
  if (more) {
    notes.push(
      t('picker.more', 'These are the first {{mostNames}}; type the beginning of a name to see others.', { mostNames }),
    );
  }
  const variables = getTemplateSrv()
    .getVariables()
    .map(({ name }) => `$${name}`);
  return (
    <InlineField
      label={props.hideLabel ? undefined : label}
      tooltip={props.tooltip}
      labelWidth={props.labelWidth}
      {...fieldProblem(props.problem ?? error, props.width)}
    >
      <Select
        inputId={inputId}
        aria-label={label}
        width={props.width}
        value={value === undefined ? null : toOption(value)}
        options={[...[...variables, ...values].map(toOption), ...notes.map(toNote)]}
        filterOption={matches}
        placeholder={props.placeholder ?? t('picker.any', 'Any')}
        isClearable
        isLoading={loading}
        loadingMessage={t('picker.loading', 'Asking for names…')}
        noOptionsMessage={t('picker.none', 'No names; what you type is taken as it is.')}
        allowCustomValue
        allowCreateWhileLoading
        formatCreateLabel={(text) =>
          t('picker.custom', 'Use {{text}}', { text, interpolation: { escapeValue: false } })
        }
        onOpenMenu={open}
        onInputChange={(text, { action }) => {
          if (action === 'input-change') {
            type(text);
          }
        }}
        onChange={(option?: SelectableValue<string> | null) => onChange(option?.value)}
      />
    </InlineField>
  );
}

function toOption(value: string): SelectableValue<string> {
  return { value, label: value === '' ? t('picker.empty', '(empty)') : value };
}

/** A line of the list that can be read but not picked. */
function toNote(label: string): SelectableValue<string> {
  return { value: `\0${label}`, label, isDisabled: true };
}

/** The backend looks at beginnings of names; what is known already is found by any part, and notes always are. */
function matches({ data, label }: SelectableValue<string>, text: string): boolean {
  return data?.isDisabled === true || (label ?? '').toLowerCase().includes(text.trim().toLowerCase());
}
