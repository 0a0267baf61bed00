import React from 'react';
import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';
import type { Completion } from './completion';
import { ConditionFields } from './ConditionFields';
import type { ConditionRow } from './conditionRows';
import { replaced, type Rows } from './useRows';

interface ConditionListProps extends Rows<ConditionRow> {
  /** The number of the group that the conditions are in, if they are in one. */
  group?: number;
  completion: Completion;
  /** Only what this service's spans have is offered; what any have when empty. */
  service: string;
}

/** Conditions that must all hold on the same span, one a row. Rows without a key or a value ask for nothing. */
export function ConditionList({ rows, change, group, completion, service }: ConditionListProps): React.JSX.Element {
  const replace = (index: number, by: ConditionRow[]) => change(replaced(rows, index, by));
  return (
    <>
      {rows.map((row, index) => (
        <ConditionFields
          // Rows have no name of their own, and their fields keep nothing but what is in them.
          key={index}
          row={row}
          place={{ row: index + 1, group }}
          completion={completion}
          service={service}
          onChange={(by) => replace(index, by)}
          onRemove={() => replace(index, [])}
        />
      ))}
      <Button variant="secondary" icon="plus" onClick={() => change([...rows, { operator: '=' }])}>
        {group === undefined
          ? t('conditions.add', 'Add condition')
          : t('conditions.add-to-group', 'Add condition to group {{group}}', { group })}
      </Button>
    </>
  );
}
