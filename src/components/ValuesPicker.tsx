import React, { useId } from 'react';
import { InlineField, MultiSelect } from '@grafana/ui';
import { fieldProblem } from './layout';
import { toOption, useSelectProps } from './selectProps';
import type { LoadNames } from './useOptions';

interface ValuesPickerProps {
  /** The field's name, for screen readers. */
  label: string;
  width: number;
  values: string[];
  placeholder: string;
  invalid: boolean;
  load: LoadNames;
  onChange: (values: string[]) => void;
}

/** A field for one value or several, picked or typed. */
export function ValuesPicker(props: ValuesPickerProps): React.JSX.Element {
  const inputId = useId();
  const select = useSelectProps(props.load);
  const { invalid, error } = fieldProblem(select.error, props.width);
  return (
    <InlineField invalid={invalid || props.invalid} error={error}>
      <MultiSelect
        {...select.props}
        inputId={inputId}
        aria-label={props.label}
        width={props.width}
        value={props.values.map(toOption)}
        placeholder={props.placeholder}
        closeMenuOnSelect={false}
        onChange={(options) => props.onChange(options.flatMap(({ value }) => value ?? []))}
      />
    </InlineField>
  );
}
