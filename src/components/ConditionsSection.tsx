import React from 'react';
import { t } from '@grafana/i18n';
import { Box, FieldValidationMessage, InlineFieldRow, InlineLabel } from '@grafana/ui';
import type { Completion } from './completion';
import { ConditionGroups } from './ConditionGroups';
import { ConditionList } from './ConditionList';
import { rowProblem } from './conditionRows';
import { labelWidth } from './layout';
import type { ConditionRows } from './useConditions';
import type { QueryProblems } from '../queryProblems';

interface ConditionsSectionProps {
  conditions: ConditionRows;
  problems: QueryProblems;
  completion: Completion;
  /** Only what this service's spans have is offered; what any have when empty. */
  service: string;
}

/** Conditions on a span that must all hold, and groups of which one must hold, too. */
export function ConditionsSection(props: ConditionsSectionProps): React.JSX.Element {
  const { conditions, problems, completion, service } = props;
  const { tags, anyOf } = conditions;
  // What is wrong with a row is told there.
  const isTold = [...tags.rows, ...anyOf.rows.flat()].some((row) => rowProblem(row) !== undefined);
  return (
    <>
      <Section
        label={t('conditions.label', 'Conditions')}
        tooltip={t(
          'conditions.tooltip',
          'They must all hold on the same span. All comparisons but missing ask for spans that have the thing, and a pattern has to fit the whole of it. Keys are offered from the index of the logstore and from its newest spans, or from some traces of Jaeger; others can be typed. The search says so when a tag would have to be in the index. Tags such as http.status_code=500 error=true can be pasted into the field for a key.',
        )}
        problem={isTold ? undefined : problems.tags}
      >
        <ConditionList {...tags} completion={completion} service={service} />
      </Section>
      <Section
        label={t('conditions.groups.label', 'Any of')}
        tooltip={t(
          'conditions.groups.tooltip',
          'All conditions of at least one group must hold, too, on that same span. Without groups there is nothing more to hold.',
        )}
        problem={isTold ? undefined : problems.anyOf}
      >
        <ConditionGroups {...anyOf} completion={completion} service={service} />
      </Section>
    </>
  );
}

interface SectionProps {
  label: string;
  tooltip: string;
  problem: string | undefined;
  children: React.ReactNode;
}

function Section({ label, tooltip, problem, children }: SectionProps): React.JSX.Element {
  return (
    <InlineFieldRow>
      <InlineLabel width={labelWidth} tooltip={tooltip}>
        {label}
      </InlineLabel>
      {/* As wide as there is room, so that its rows break and not the label from them. */}
      <Box flex="1" marginBottom={0.5}>
        {children}
        {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
      </Box>
    </InlineFieldRow>
  );
}
