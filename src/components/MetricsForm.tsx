import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, Select } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import type { Completion } from './completion';
import { FilterFields } from './FilterFields';
import { Explanation } from './Explanation';
import { GroupFields } from './GroupFields';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import { MetricsOptions } from './MetricsOptions';
import { sentenceOf } from './metricsSentence';
import { measureTexts, populationTexts } from './metricsTexts';
import { QuantilesPicker } from './QuantilesPicker';
import { RawSearchField } from './RawSearchField';
import { StatementPreview } from './StatementPreview';
import type { ConditionRows } from './useConditions';
import { defaultApdexThreshold, measures, populations, uses } from '../metrics';
import type { QueryProblems } from '../queryProblems';
import type { MetricsQuery } from '../types';

interface MetricsFormProps {
  query: MetricsQuery;
  /** The rows of its conditions, see `useConditions`. */
  conditions: ConditionRows;
  problems: QueryProblems;
  completion: Completion;
  /** See `RawSearchField`. */
  searchesLogs: boolean;
  /** Grafana's own step in milliseconds, as long as it is known. */
  interval: number | undefined;
  /** Whether the query belongs to an alert rule. */
  alerting: boolean;
  onChange: (query: MetricsQuery) => void;
}

/** Asks for figures about spans, in the order of a sentence: what, of which, where, by what, and how it is drawn. */
export function MetricsForm(props: MetricsFormProps): React.JSX.Element {
  const { query, conditions, problems, completion, searchesLogs, interval, alerting, onChange } = props;
  const set = (changed: { [field in keyof MetricsQuery]?: unknown }) =>
    onChange({ ...query, ...changed } as MetricsQuery);
  return (
    <>
      <Explanation text={sentenceOf(query)} />
      <InlineFieldRow>
        <InlineField
          label={t('metrics.measure.label', 'Measure')}
          labelWidth={labelWidth}
          tooltip={t('metrics.measure.tooltip', 'What to count or to measure.')}
          {...fieldProblem(problems.measure)}
        >
          <Select
            inputId={useId()}
            aria-label={t('metrics.measure.label', 'Measure')}
            width={fieldWidth}
            options={measures.map((measure) => ({ value: measure, ...measureTexts(measure) }))}
            value={query.measure}
            onChange={({ value }) => set({ measure: value })}
          />
        </InlineField>
        <InlineField
          label={t('metrics.over.label', 'Of')}
          labelWidth={labelWidth}
          tooltip={t(
            'metrics.over.tooltip',
            'A call between two services has a span on each side, so that all spans count it twice; server spans count it once.',
          )}
          {...fieldProblem(problems.over)}
        >
          <Select
            inputId={useId()}
            aria-label={t('metrics.over.label', 'Of')}
            width={fieldWidth}
            options={populations.map((population) => ({ value: population, ...populationTexts(population) }))}
            value={query.over}
            onChange={({ value }) => set({ over: value })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        {uses('quantiles', query) && (
          <QuantilesPicker
            value={query.quantiles ?? []}
            problem={problems.quantiles}
            onChange={(quantiles) => set({ quantiles })}
          />
        )}
        {uses('apdex', query) && (
          <ApdexField
            value={query.apdexThreshold ?? ''}
            problem={problems.apdexThreshold}
            onCommit={(apdexThreshold) => set({ apdexThreshold })}
          />
        )}
      </InlineFieldRow>
      <FilterFields
        filters={query}
        conditions={conditions}
        problems={problems}
        completion={completion}
        onChange={set}
      />
      <GroupFields query={query} problems={problems} completion={completion} onChange={set} />
      <MetricsOptions query={query} problems={problems} alerting={alerting} onChange={set} />
      <RawSearchField
        value={query.rawSearch ?? ''}
        problem={problems.rawSearch}
        searchesLogs={searchesLogs}
        onCommit={(rawSearch) => set({ rawSearch })}
      />
      <StatementPreview
        query={query}
        completion={completion}
        interval={interval}
        alerting={alerting}
        refused={Object.keys(problems).length > 0}
      />
    </>
  );
}

interface ApdexFieldProps {
  value: string;
  problem: string | undefined;
  onCommit: (text: string) => void;
}

function ApdexField({ value, problem, onCommit }: ApdexFieldProps): React.JSX.Element {
  return (
    <InlineField
      label={t('metrics.apdex.label', 'Apdex threshold')}
      labelWidth={labelWidth}
      tooltip={t(
        'metrics.apdex.tooltip',
        'What took no longer satisfies and counts whole, what took up to four times as long counts half, and what took longer or failed counts nothing.',
      )}
      {...fieldProblem(problem)}
    >
      <CommitInput
        id={useId()}
        width={fieldWidth}
        placeholder={defaultApdexThreshold}
        value={value}
        onCommit={onCommit}
      />
    </InlineField>
  );
}
