import React from 'react';
import { t } from '@grafana/i18n';
import { InlineField, RadioButtonGroup } from '@grafana/ui';
import { fieldProblem, labelWidth } from './layout';
import { traceViews } from '../traces';
import type { TraceView } from '../types';

interface ViewFieldProps {
  value: TraceView | undefined;
  problem: string | undefined;
  onChange: (view: TraceView) => void;
}

/** Asks how one trace is shown. */
export function ViewField({ value, problem, onChange }: ViewFieldProps): React.JSX.Element {
  const label = t('query.view.label', 'View');
  return (
    <InlineField
      label={label}
      labelWidth={labelWidth}
      tooltip={t(
        'query.view.tooltip',
        'Trace: every span over time. Flame graph: where the time went, call by call. Statistics: a table with the count, errors and times of each operation. Events: what the spans recorded, exceptions among it, as log lines. In a dashboard, choose the panel that fits.',
      )}
      {...fieldProblem(problem)}
    >
      <RadioButtonGroup
        aria-label={label}
        options={traceViews.map((view) => ({ value: view, label: viewText(view) }))}
        value={value ?? traceViews[0]}
        onChange={onChange}
      />
    </InlineField>
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
