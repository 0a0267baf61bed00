import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { Box, Button, FieldValidationMessage, InlineFieldRow, InlineLabel, Stack, Text } from '@grafana/ui';
import { labelWidth } from './layout';
import type { QueryProblems } from '../queryProblems';
import type { SearchQuery } from '../types';

interface StartedConditionProps {
  query: SearchQuery;
  problems: QueryProblems;
  onRemove: () => void;
}

/**
 * Says that a search looks at one stretch of time only. Nobody enters that: a link from a point of a graph brings it, and
 * whoever changes the time range afterwards has to see why nothing changes.
 */
export function StartedCondition({ query, problems, onRemove }: StartedConditionProps): React.JSX.Element | null {
  const after = getTemplateSrv()
    .replace(query.startedAfter ?? '')
    .trim();
  // A variable without a value asks for nothing.
  if (after === '') {
    return null;
  }
  const problem = problems.startedAfter ?? problems.startedWithin;
  return (
    <InlineFieldRow>
      <InlineLabel width={labelWidth}>{t('query.started.label', 'Began')}</InlineLabel>
      <Box flex="1" marginBottom={0.5} paddingTop={0.5}>
        <Stack direction="row" alignItems="center" gap={1} wrap="wrap">
          <Text>
            {t(
              'query.started.sentence',
              'Only spans that began within {{within}} after {{moment}} are searched, whatever the time range.',
              {
                within: getTemplateSrv().replace(query.startedWithin ?? '?'),
                moment: momentText(after),
                interpolation: { escapeValue: false },
              },
            )}
          </Text>
          <Button variant="secondary" size="sm" icon="times" onClick={onRemove}>
            {t('query.started.remove', 'Search the time range instead')}
          </Button>
        </Stack>
        {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
      </Box>
    </InlineFieldRow>
  );
}

/** In the time zone of the dashboard or of the user; what is no moment is shown as it is. */
function momentText(text: string): string {
  const milliseconds = Number(text);
  return Number.isSafeInteger(milliseconds)
    ? dateTimeFormat(milliseconds, { defaultWithMS: milliseconds % 1000 !== 0 })
    : text;
}
