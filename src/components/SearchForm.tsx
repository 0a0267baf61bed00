import React, { useMemo } from 'react';
import { t } from '@grafana/i18n';
import { InlineFieldRow } from '@grafana/ui';
import { listed, operationsOf, servicesOf, type Completion } from './completion';
import { DurationField, LimitField } from './SearchFields';
import { fieldWidth, labelWidth } from './layout';
import { OptionPicker } from './OptionPicker';
import { TagFilters, type TagRow } from './TagFilters';
import type { Rows } from './useRows';
import { spanKinds, spanStatuses } from '../query';
import type { QueryProblems } from '../queryProblems';
import type { SearchQuery } from '../types';

interface SearchFormProps {
  query: SearchQuery;
  /** The rows of its tags, see `useRows`. */
  tags: Rows<TagRow>;
  problems: QueryProblems;
  completion: Completion;
  onChange: (query: SearchQuery) => void;
}

const loadKinds = listed(spanKinds);
const loadStatuses = listed(spanStatuses);

/** Asks for the newest traces that hold a matching span. An empty form asks for the newest of all. */
export function SearchForm({ query, tags, problems, completion, onChange }: SearchFormProps): React.JSX.Element {
  const { service = '' } = query;
  const loadServices = useMemo(() => servicesOf(completion), [completion]);
  const loadOperations = useMemo(() => operationsOf(completion, service), [completion, service]);
  // A name may also be a variable's, whose value only the run knows.
  const set = (fields: { [field in keyof SearchQuery]?: unknown }) => onChange({ ...query, ...fields } as SearchQuery);
  const picker = { labelWidth, width: fieldWidth };
  const duration = (field: Parameters<typeof DurationField>[0]['field']) => (
    <DurationField
      field={field}
      value={query[field] ?? ''}
      problem={problems[field]}
      onCommit={(value) => set({ [field]: value })}
    />
  );
  return (
    <>
      <InlineFieldRow>
        <OptionPicker
          {...picker}
          label={t('query.service.label', 'Service')}
          tooltip={t('query.service.tooltip', 'A service with a matching span; any when empty.')}
          value={query.service}
          problem={problems.service}
          load={loadServices}
          onChange={(value) => set({ service: value })}
        />
        <OptionPicker
          {...picker}
          label={t('query.operation.label', 'Operation')}
          tooltip={t(
            'query.operation.tooltip',
            'The name of the matching span. Only those of the service are offered.',
          )}
          value={query.operation}
          problem={problems.operation}
          load={loadOperations}
          onChange={(value) => set({ operation: value })}
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
          value={query.spanKind}
          problem={problems.spanKind}
          load={loadKinds}
          onChange={(value) => set({ spanKind: value })}
        />
        <OptionPicker
          {...picker}
          label={t('query.status.label', 'Status')}
          tooltip={t(
            'query.status.tooltip',
            'How the matching span ended: error for failed calls; most spans that went well are unset.',
          )}
          value={query.status}
          problem={problems.status}
          load={loadStatuses}
          onChange={(value) => set({ status: value })}
        />
      </InlineFieldRow>
      <TagFilters {...tags} completion={completion} service={service} problem={problems.tags} />
      <InlineFieldRow>
        {duration('minDuration')}
        {duration('maxDuration')}
      </InlineFieldRow>
      <InlineFieldRow>
        {duration('minTraceDuration')}
        {duration('maxTraceDuration')}
      </InlineFieldRow>
      <LimitField value={query.limit} problem={problems.limit} onCommit={(limit) => set({ limit })} />
    </>
  );
}
