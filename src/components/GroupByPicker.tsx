import React, { useId, useMemo } from 'react';
import { t } from '@grafana/i18n';
import { InlineField, MultiSelect } from '@grafana/ui';
import { groupKeysOf, type Completion } from './completion';
import { fieldProblem, labelWidth, wideField } from './layout';
import { toOption, useSelectProps } from './selectProps';
import { properties } from '../metrics';

interface GroupByPickerProps {
  value: string[];
  problem: string | undefined;
  /** Why the field can't be used; undefined when it can. */
  reason: string | undefined;
  completion: Completion;
  onChange: (keys: string[]) => void;
}

/** What series are told apart by: properties of a span, keys of tags, variables, or free text. */
export function GroupByPicker({ value, problem, reason, completion, onChange }: GroupByPickerProps): React.JSX.Element {
  const inputId = useId();
  const load = useMemo(() => groupKeysOf(completion), [completion]);
  const select = useSelectProps(load);
  return (
    <InlineField
      label={t('metrics.group-by.label', 'By')}
      labelWidth={labelWidth}
      tooltip={
        reason ??
        t(
          'metrics.group-by.tooltip',
          'One line for each value, and for each combination when there are several keys: the version tag, for example, sets a canary against the rest. Keys of tags are offered from the index of the logstore and from its newest spans, or from some traces of Jaeger; others can be typed.',
        )
      }
      disabled={reason !== undefined}
      {...fieldProblem(problem ?? select.error, wideField)}
    >
      <MultiSelect
        {...select.props}
        inputId={inputId}
        aria-label={t('metrics.group-by.label', 'By')}
        width={wideField}
        options={[...properties.map(toOption), ...select.props.options]}
        value={value.map(toOption)}
        placeholder={t('metrics.group-by.placeholder', 'Nothing: one line for all')}
        closeMenuOnSelect={false}
        onChange={(options) => onChange(options.flatMap((option) => option.value ?? []))}
      />
    </InlineField>
  );
}
