import React, { useId, useMemo } from 'react';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, MultiSelect, RadioButtonGroup, Select } from '@grafana/ui';
import { tagKeysOf, type Completion } from './completion';
import { fieldProblem, fieldWidth, labelWidth, wideField } from './layout';
import { toOption, useSelectProps } from './selectProps';
import { SpansPerTraceField } from './SpansPerTraceField';
import type { QueryProblems } from '../queryProblems';
import { searchResults, sortsOf } from '../searchResults';
import type { SearchQuery, SearchResult, Sort } from '../types';

interface ResultFieldsProps {
  query: SearchQuery;
  problems: QueryProblems;
  completion: Completion;
  /** See `SearchForm`. */
  showsTable: boolean | undefined;
  onChange: (changed: { result?: SearchResult; sort?: Sort; columns?: string[]; spansPerTrace?: number }) => void;
}

/** What a search lists, what comes first, and what is shown of spans: tags in a list of them, or some below each trace. */
export function ResultFields({
  query,
  problems,
  completion,
  showsTable,
  onChange,
}: ResultFieldsProps): React.JSX.Element {
  const sortId = useId();
  const label = t('query.result.label', 'List');
  const sortLabel = t('query.sort.label', 'Sort by');
  const sort = query.sort ?? 'newest';
  const list = (result: SearchResult) =>
    onChange({ result, ...(!sortsOf(result).includes(sort) && { sort: undefined }) });
  return (
    <>
      <InlineFieldRow>
        <InlineField
          label={label}
          labelWidth={labelWidth}
          tooltip={t(
            'query.result.tooltip',
            'The traces with a matching span, each in one row with the spans below it, or the matching spans themselves, with tags of your choice.',
          )}
          {...fieldProblem(problems.result)}
        >
          <RadioButtonGroup
            aria-label={label}
            options={searchResults.map((result) => ({ value: result, label: resultText(result) }))}
            value={query.result ?? 'traces'}
            onChange={list}
          />
        </InlineField>
        <InlineField
          label={sortLabel}
          labelWidth={labelWidth}
          tooltip={t(
            'query.sort.tooltip',
            'What comes first, and so what the limit keeps. Log Service ranks all there is in the time range; for an order other than by time it has to read every span there. Jaeger gives some traces, of which those are put in order.',
          )}
          {...fieldProblem(problems.sort)}
        >
          <Select<Sort>
            inputId={sortId}
            aria-label={sortLabel}
            width={fieldWidth}
            options={sortsOf(query.result).map((value) => ({ value, label: sortText(value) }))}
            value={sort}
            onChange={({ value }) => onChange({ sort: value })}
          />
        </InlineField>
      </InlineFieldRow>
      {query.result === 'spans' && (
        <ColumnsPicker
          value={query.columns ?? []}
          problem={problems.columns}
          completion={completion}
          onChange={(columns) => onChange({ columns })}
        />
      )}
      {query.result !== 'spans' && showsTable && (
        <SpansPerTraceField
          value={query.spansPerTrace}
          problem={problems.spansPerTrace}
          onCommit={(spansPerTrace) => onChange({ spansPerTrace })}
        />
      )}
    </>
  );
}

function resultText(result: SearchResult): string {
  return result === 'spans' ? t('query.result.spans', 'Spans') : t('query.result.traces', 'Traces');
}

function sortText(sort: Sort): string {
  switch (sort) {
    case 'newest':
      return t('query.sort.newest', 'Newest first');
    case 'oldest':
      return t('query.sort.oldest', 'Oldest first');
    case 'longest':
      return t('query.sort.longest', 'Longest first');
    case 'mostSpans':
      return t('query.sort.most-spans', 'Most spans first');
    case 'mostErrors':
      return t('query.sort.most-errors', 'Most errors first');
  }
}

interface ColumnsPickerProps {
  value: string[];
  problem: string | undefined;
  completion: Completion;
  onChange: (keys: string[]) => void;
}

/** The tags that a list of spans shows: keys that the store knows, variables, or free text. */
function ColumnsPicker({ value, problem, completion, onChange }: ColumnsPickerProps): React.JSX.Element {
  const inputId = useId();
  const load = useMemo(() => tagKeysOf(completion), [completion]);
  const select = useSelectProps(load);
  const label = t('query.columns.label', 'Columns');
  return (
    <InlineField
      label={label}
      labelWidth={labelWidth}
      tooltip={t(
        'query.columns.tooltip',
        'Tags to show beside each span, one in a column: those of the span, else those of its process.',
      )}
      {...fieldProblem(problem ?? select.error, wideField)}
    >
      <MultiSelect
        {...select.props}
        inputId={inputId}
        aria-label={label}
        width={wideField}
        value={value.map(toOption)}
        placeholder={t('query.columns.placeholder', 'No tags')}
        closeMenuOnSelect={false}
        onChange={(options) => onChange(options.flatMap((option) => option.value ?? []))}
      />
    </InlineField>
  );
}
