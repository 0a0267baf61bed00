import React, { useId, useMemo } from 'react';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, InlineSwitch } from '@grafana/ui';
import { listed, operationsOf, servicesOf, type Completion } from './completion';
import { ConditionsSection } from './ConditionsSection';
import { DurationField } from './SearchFields';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import { OptionPicker } from './OptionPicker';
import type { ConditionRows } from './useConditions';
import { spanKinds, spanStatuses } from '../filters';
import type { QueryProblems } from '../queryProblems';
import type { SpanFilters } from '../types';

/** What {@link FilterFields} shows, and whom it tells. */
export interface FilterFieldsProps {
  filters: SpanFilters;
  /** The rows of the conditions, see `useConditions`. */
  conditions: ConditionRows;
  problems: QueryProblems;
  completion: Completion;
  /** Told of what has changed. A name may also be a variable's, whose value only the run knows. */
  onChange: (changed: { [field in keyof SpanFilters]?: string | boolean }) => void;
}

const loadKinds = listed(spanKinds);
const loadStatuses = listed(spanStatuses);

/** The conditions on a span and its trace, the same for each type of query that has any. Empty ones ask for nothing. */
export function FilterFields(props: FilterFieldsProps): React.JSX.Element {
  const { filters, conditions, problems, completion, onChange } = props;
  const { service = '' } = filters;
  const entryId = useId();
  const loadServices = useMemo(() => servicesOf(completion), [completion]);
  const loadOperations = useMemo(() => operationsOf(completion, service), [completion, service]);
  const picker = { labelWidth, width: fieldWidth };
  const duration = (field: Parameters<typeof DurationField>[0]['field']) => (
    <DurationField
      field={field}
      value={filters[field] ?? ''}
      problem={problems[field]}
      onCommit={(value) => onChange({ [field]: value })}
    />
  );
  return (
    <>
      <InlineFieldRow>
        <OptionPicker
          {...picker}
          label={t('query.service.label', 'Service')}
          tooltip={t('query.service.tooltip', 'A service with a matching span; any when empty.')}
          value={filters.service}
          problem={problems.service}
          load={loadServices}
          onChange={(value) => onChange({ service: value })}
        />
        <OptionPicker
          {...picker}
          label={t('query.operation.label', 'Operation')}
          tooltip={t(
            'query.operation.tooltip',
            'The name of the matching span. Only those of the service are offered.',
          )}
          value={filters.operation}
          problem={problems.operation}
          load={loadOperations}
          onChange={(value) => onChange({ operation: value })}
        />
      </InlineFieldRow>
      <InlineFieldRow>
        <OptionPicker
          {...picker}
          label={t('query.span-kind.label', 'Span kind')}
          tooltip={t(
            'query.span-kind.tooltip',
            'The role of the matching span: server for calls that a service answers, client for those that it makes.',
          )}
          value={filters.spanKind}
          problem={problems.spanKind}
          load={loadKinds}
          onChange={(value) => onChange({ spanKind: value })}
        />
        <OptionPicker
          {...picker}
          label={t('query.status.label', 'Status')}
          tooltip={t(
            'query.status.tooltip',
            'How the matching span ended: error for failed calls; most spans that went well are unset.',
          )}
          value={filters.status}
          problem={problems.status}
          load={loadStatuses}
          onChange={(value) => onChange({ status: value })}
        />
      </InlineFieldRow>
      <InlineField
        label={t('query.entry-spans.label', 'Entry spans only')}
        labelWidth={labelWidth}
        tooltip={t('query.entry-spans.tooltip', 'Spans without a parent: the requests that come from outside.')}
        {...fieldProblem(problems.entrySpansOnly)}
      >
        <InlineSwitch
          id={entryId}
          // See SwitchField for why it is empty.
          label=""
          value={filters.entrySpansOnly === true}
          onChange={(event) => onChange({ entrySpansOnly: event.currentTarget.checked || undefined })}
        />
      </InlineField>
      <ConditionsSection conditions={conditions} problems={problems} completion={completion} service={service} />
      <InlineFieldRow>
        {duration('minDuration')}
        {duration('maxDuration')}
      </InlineFieldRow>
      <InlineFieldRow>
        {duration('minTraceDuration')}
        {duration('maxTraceDuration')}
      </InlineFieldRow>
    </>
  );
}
