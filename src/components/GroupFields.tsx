import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, Select } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import type { Completion } from './completion';
import { GroupByPicker } from './GroupByPicker';
import { fieldProblem, fieldWidth, labelWidth } from './layout';
import { measureTexts } from './metricsTexts';
import { defaultSeries, isBinned, maxSeries, rankingMeasures } from '../metrics';
import type { QueryProblems } from '../queryProblems';
import type { MetricsQuery } from '../types';

interface GroupFieldsProps {
  query: MetricsQuery;
  problems: QueryProblems;
  completion: Completion;
  onChange: (changed: { [field in keyof MetricsQuery]?: unknown }) => void;
}

/** By what series are told apart, and which of them are shown when there are many. */
export function GroupFields({ query, problems, completion, onChange }: GroupFieldsProps): React.JSX.Element {
  const { groupBy = [] } = query;
  const limitId = useId();
  const topId = useId();
  // What was saved by hand can be taken out again.
  const binned = isBinned(query.measure) && groupBy.length === 0;
  return (
    <>
      <GroupByPicker
        value={groupBy}
        problem={problems.groupBy}
        reason={
          binned
            ? t(
                'metrics.group-by.binned',
                'A heat map or a histogram shows all spans together: filter by one group to look at it alone.',
              )
            : undefined
        }
        completion={completion}
        onChange={(keys) => onChange({ groupBy: keys })}
      />
      {groupBy.length > 0 && (
        <InlineFieldRow>
          <InlineField
            label={t('metrics.series-limit.label', 'Series limit')}
            labelWidth={labelWidth}
            tooltip={t(
              'metrics.series-limit.tooltip',
              'The most groups to show: {{defaultSeries}} when empty, {{maxSeries}} at most. A notice says how many are left out.',
              { defaultSeries, maxSeries },
            )}
            {...fieldProblem(problems.seriesLimit)}
          >
            <CommitInput
              id={limitId}
              type="number"
              min={1}
              max={maxSeries}
              width={fieldWidth}
              value={String(query.seriesLimit)}
              onCommit={(text) => onChange({ seriesLimit: text === '' ? undefined : Number(text) })}
            />
          </InlineField>
          <InlineField
            label={t('metrics.top-by.label', 'Top by')}
            labelWidth={labelWidth}
            tooltip={t(
              'metrics.top-by.tooltip',
              'When there are more groups than the limit, those are shown in which this is largest over the whole time range.',
            )}
            {...fieldProblem(problems.topBy)}
          >
            <Select
              inputId={topId}
              aria-label={t('metrics.top-by.label', 'Top by')}
              width={fieldWidth}
              options={rankingMeasures.map((measure) => ({ value: measure, ...measureTexts(measure) }))}
              value={query.topBy}
              onChange={({ value }) => onChange({ topBy: value })}
            />
          </InlineField>
        </InlineFieldRow>
      )}
    </>
  );
}
