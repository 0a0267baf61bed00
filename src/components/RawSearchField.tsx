import React, { useId, useState } from 'react';
import { t } from '@grafana/i18n';
import { Collapse, InlineField } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { fieldProblem, labelWidth, wideField } from './layout';

interface RawSearchFieldProps {
  value: string;
  problem: string | undefined;
  /** Whether Log Service itself is searched, which alone takes searches in its own language. */
  searchesLogs: boolean;
  onCommit: (text: string) => void;
}

/** A search in Log Service's own language, in a part of the form that is closed as long as it is empty. */
export function RawSearchField({ value, problem, searchesLogs, onCommit }: RawSearchFieldProps): React.JSX.Element {
  // It doesn't close under the hands of who empties it.
  const [open, setOpen] = useState(value !== '');
  const reason = searchesLogs
    ? undefined
    : t('query.raw-search.jaeger', 'This data source reads from Jaeger, which knows no such searches.');
  return (
    <Collapse label={t('query.advanced', 'Advanced')} collapsible isOpen={open} onToggle={() => setOpen(!open)}>
      <InlineField
        label={t('query.raw-search.label', 'Raw search')}
        labelWidth={labelWidth}
        grow
        tooltip={
          reason ??
          t(
            'query.raw-search.tooltip',
            'A search in the language of Log Service, in one line. It can only narrow what the other fields find: spans must fit both.',
          )
        }
        // What was saved can be taken out again.
        disabled={reason !== undefined && value === ''}
        {...fieldProblem(problem ?? (value === '' ? undefined : reason), wideField)}
      >
        <CommitInput
          id={useId()}
          placeholder={t('query.raw-search.placeholder', 'such as {{example}}', {
            example: 'key: value and not other: begins*',
          })}
          value={value}
          onCommit={onCommit}
        />
      </InlineField>
    </Collapse>
  );
}
