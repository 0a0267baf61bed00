import React, { useId } from 'react';
import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, Select } from '@grafana/ui';
import { fieldProblem } from './layout';
import { toOption, useSelectProps } from './selectProps';
import type { LoadNames } from './useOptions';

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
  disabled?: boolean;
  /** What is wrong with the value. */
  problem?: string;
  load: LoadNames;
  /** Told of what is pasted, before it is. */
  onPaste?: (event: React.ClipboardEvent) => void;
  /** Told of what was picked or typed; undefined when the field was emptied. */
  onChange: (value: string | undefined) => void;
}

/**
 * A field for a name: picked from what the backend and the dashboard's variables offer, or typed freely. A request that
 * fails is told below the field, which can be typed in as before.
 */
export function OptionPicker({ label, value, load, onChange, ...props }: OptionPickerProps): React.JSX.Element {
  const inputId = useId();
  const select = useSelectProps(load);
  return (
    <InlineField
      label={props.hideLabel ? undefined : label}
      tooltip={props.tooltip}
      labelWidth={props.labelWidth}
      disabled={props.disabled}
      onPaste={props.onPaste}
      {...fieldProblem(props.problem ?? select.error, props.width)}
    >
      <Select
        {...select.props}
        inputId={inputId}
        aria-label={label}
        width={props.width}
        value={value === undefined ? null : toOption(value)}
        placeholder={props.placeholder ?? t('picker.any', 'Any')}
        onChange={(option?: SelectableValue<string> | null) => onChange(option?.value)}
      />
    </InlineField>
  );
}
