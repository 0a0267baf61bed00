import React, { useId, useMemo } from 'react';
import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, Select } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { servicesOf, type Completion } from './completion';
import { Explanation } from './Explanation';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import { OptionPicker } from './OptionPicker';
import { offeredQuantiles, quantileOption, quantileSelect, toQuantile } from './quantiles';
import { graphInWords } from './traceSentences';
import type { QueryProblems } from '../queryProblems';
import { maxHops } from '../serviceGraph';
import type { ServiceGraphQuery } from '../types';

interface ServiceGraphFormProps {
  query: ServiceGraphQuery;
  problems: QueryProblems;
  completion: Completion;
  onChange: (query: ServiceGraphQuery) => void;
}

/** Asks which service calls which: all of them, or those around one. */
export function ServiceGraphForm({ query, problems, completion, onChange }: ServiceGraphFormProps): React.JSX.Element {
  const hopsId = useId();
  const loadServices = useMemo(() => servicesOf(completion), [completion]);
  const set = (changed: { [field in keyof ServiceGraphQuery]?: unknown }) =>
    onChange({ ...query, ...changed } as ServiceGraphQuery);
  return (
    <>
      <Explanation text={graphInWords(query)} />
      <InlineFieldRow>
        <OptionPicker
          label={t('query.service.label', 'Service')}
          labelWidth={labelWidth}
          width={fieldWidth}
          tooltip={t(
            'graph.service.tooltip',
            'Shows this service, those that call it and those that it calls; all services when empty.',
          )}
          placeholder={t('graph.service.all', 'All services')}
          value={query.service}
          problem={problems.service}
          load={loadServices}
          onChange={(service) => set({ service })}
        />
        {query.service !== undefined && (
          <InlineField
            label={t('graph.hops.label', 'Calls away')}
            labelWidth={labelWidth}
            tooltip={t(
              'graph.hops.tooltip',
              'How many calls away from the service others may be, on both sides: 1 for its direct neighbours, {{maxHops}} at most.',
              { maxHops },
            )}
            {...fieldProblem(problems.hops)}
          >
            <CommitInput
              id={hopsId}
              type="number"
              min={1}
              max={maxHops}
              width={fieldWidth}
              value={String(query.hops ?? '')}
              onCommit={(text) => set({ hops: text === '' ? undefined : Number(text) })}
            />
          </InlineField>
        )}
      </InlineFieldRow>
      <LatencyField value={query.quantile} problem={problems.quantile} onChange={(quantile) => set({ quantile })} />
    </>
  );
}

interface LatencyFieldProps {
  /** Absent for the average. */
  value: number | undefined;
  problem: string | undefined;
  onChange: (quantile: number | undefined) => void;
}

function LatencyField({ value, problem, onChange }: LatencyFieldProps): React.JSX.Element {
  const label = t('graph.latency.label', 'Latency');
  const average: SelectableValue<number | string> = { value: '', label: t('graph.latency.average', 'Average') };
  return (
    <InlineField
      label={label}
      labelWidth={labelWidth}
      tooltip={t(
        'graph.latency.tooltip',
        'What the circles and arrows show: the average, or the latency that so many of a hundred requests stay within. Others can be typed, such as 99.5.',
      )}
      {...fieldProblem(problem)}
    >
      <Select<number | string>
        {...quantileSelect(value === undefined ? [] : [value])}
        inputId={useId()}
        aria-label={label}
        width={fieldWidth}
        options={[average, ...offeredQuantiles.map(quantileOption)]}
        value={value === undefined ? average : quantileOption(value)}
        onChange={(option) => onChange(toQuantile(option.value))}
      />
    </InlineField>
  );
}
