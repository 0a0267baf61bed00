import React from 'react';
import { t } from '@grafana/i18n';
import { InlineField, RadioButtonGroup } from '@grafana/ui';
import { fieldProblem, labelWidth } from './layout';
import { TraceIDField } from './TraceIDField';
import type { QueryProblems } from '../queryProblems';
import { traceViews } from '../traces';
import type { TraceIdQuery, TraceView } from '../types';

interface TraceIDFormProps {
  query: TraceIdQuery;
  problems: QueryProblems;
  onChange: (query: TraceIdQuery) => void;
}

/** Asks for one trace by its ID, and how to show it. */
export function TraceIDForm({ query, problems, onChange }: TraceIDFormProps): React.JSX.Element {
  const viewLabel = t('query.view.label', 'View');
  return (
    <>
      <TraceIDField
        label={t('query.trace-id.label', 'Trace ID')}
        tooltip={t(
          'query.trace-id.tooltip',
          'As any log line or header spells it: hexadecimal with or without leading zeros, upper or lower case. A trace that began before the time range is found, too, as far back as the look-back in the settings of the data source.',
        )}
        value={query.query}
        problem={problems.query}
        onCommit={(text) => onChange({ ...query, query: text })}
      />
      <InlineField
        label={viewLabel}
        labelWidth={labelWidth}
        tooltip={t(
          'query.view.tooltip',
          'Trace: every span over time. Flame graph: where the time went, call by call. Statistics: a table with the count, errors and times of each operation. Events: what the spans recorded, exceptions among it, as log lines. In a dashboard, choose the panel that fits.',
        )}
        {...fieldProblem(problems.view)}
      >
        <RadioButtonGroup
          aria-label={viewLabel}
          options={traceViews.map((view) => ({ value: view, label: viewText(view) }))}
          value={query.view ?? traceViews[0]}
          onChange={(view) => onChange({ ...query, view })}
        />
      </InlineField>
    </>
  );
}

function viewText(view: TraceView): string {
  switch (view) {
    case 'trace':
      return t('query.view.trace', 'Trace');
    case 'flameGraph':
      return t('query.view.flame-graph', 'Flame graph');
    case 'statistics':
      return t('query.view.statistics', 'Statistics');
    case 'events':
      return t('query.view.events', 'Events');
  }
}
