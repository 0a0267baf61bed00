import React from 'react';
import { t } from '@grafana/i18n';
import { Box, Button, IconButton, Stack, Text } from '@grafana/ui';
import type { Completion } from './completion';
import { ConditionList } from './ConditionList';
import type { GroupRow } from './conditionRows';
import { replaced, type Rows } from './useRows';

interface ConditionGroupsProps extends Rows<GroupRow> {
  completion: Completion;
  service: string;
}

/** Groups of conditions of which at least one must hold as a whole. A group without conditions asks for nothing. */
export function ConditionGroups({ rows, change, completion, service }: ConditionGroupsProps): React.JSX.Element {
  const replace = (index: number, by: GroupRow[]) => change(replaced(rows, index, by));
  return (
    <>
      {rows.length > 0 && (
        <Box marginBottom={0.5}>
          <Text color="secondary">{t('conditions.groups.and', 'and at least one of these groups:')}</Text>
        </Box>
      )}
      {rows.map((group, index) => (
        // As with the rows of a list, a group has no name of its own.
        <React.Fragment key={index}>
          {index > 0 && <Text color="secondary">{t('conditions.groups.or', 'or')}</Text>}
          <Group
            number={index + 1}
            group={group}
            completion={completion}
            service={service}
            onChange={(next) => replace(index, [next])}
            onRemove={() => replace(index, [])}
          />
        </React.Fragment>
      ))}
      <Button variant="secondary" icon="plus" onClick={() => change([...rows, [{ operator: '=' }]])}>
        {rows.length === 0
          ? t('conditions.groups.add', 'Add group')
          : t('conditions.groups.add-other', 'Add another group')}
      </Button>
    </>
  );
}

interface GroupProps {
  number: number;
  group: GroupRow;
  completion: Completion;
  service: string;
  onChange: (group: GroupRow) => void;
  onRemove: () => void;
}

function Group({ number, group, completion, service, onChange, onRemove }: GroupProps): React.JSX.Element {
  const name = t('conditions.groups.name', 'Group {{number}}', { number });
  return (
    <Box
      role="group"
      aria-label={name}
      borderStyle="solid"
      borderColor="weak"
      borderRadius="default"
      padding={1}
      marginY={0.5}
    >
      <Stack direction="row" alignItems="center" gap={1}>
        <Text>{name}</Text>
        <IconButton
          name="times"
          size="lg"
          tooltip={t('conditions.groups.remove', 'Remove group {{number}}', { number })}
          onClick={onRemove}
        />
      </Stack>
      <ConditionList
        // A list that was stored as something else is told, and left as it is until somebody adds to it.
        rows={Array.isArray(group) ? group : []}
        change={onChange}
        group={number}
        completion={completion}
        service={service}
      />
    </Box>
  );
}
