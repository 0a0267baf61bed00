import React, { useEffect, useId, useMemo } from 'react';
import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { InlineField, InlineFieldRow, RadioButtonGroup } from '@grafana/ui';
import { CommitInput } from './CommitInput';
import { servicesOf, tagKeysOf, type Completion } from './completion';
import { problemsOf, useCompletion } from './editing';
import { fieldWidth, labelWidth } from './layout';
import { OptionPicker } from './OptionPicker';
import { SearchForm } from './SearchForm';
import { useConditions } from './useConditions';
import { VariableListing } from './VariableListing';
import type { DataSource } from '../datasource';
import { normalise } from '../query';
import type { Query, SearchQuery, Settings, VariableQuery } from '../types';
import { normaliseVariable, takesService, variableKinds } from '../variableNames';

/** What Grafana gives to the editor of a variable's query. */
export type VariableEditorProps = QueryEditorProps<DataSource, Query, Settings, VariableQuery>;

/** Edits what a variable lists. A new one lists services, which is saved at once, since Grafana asks for what is saved. */
export function VariableEditor({ query: stored, datasource, range, onChange }: VariableEditorProps): React.JSX.Element {
  const query = normaliseVariable(stored);
  const completion = useCompletion(datasource, range);
  const isNew = Object(stored).kind === undefined;
  useEffect(() => {
    if (isNew) {
      onChange(normaliseVariable(stored));
    }
    // Grafana gives another function with each change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isNew]);
  const set = (changed: Partial<VariableQuery>) => onChange(normaliseVariable({ ...query, ...changed }));
  const kind = t('variable.kind.label', 'List');
  return (
    <>
      <InlineField label={kind} labelWidth={labelWidth}>
        <RadioButtonGroup
          aria-label={kind}
          options={variableKinds.map((value) => ({ value, label: kindLabel(value) }))}
          value={query.kind}
          onChange={(value) => set({ kind: value })}
        />
      </InlineField>
      {query.kind === 'traceIds' ? (
        <TraceSearch
          query={query.query}
          completion={completion}
          searchesLogs={datasource.access !== 'jaegerQuery'}
          onChange={(search) => set({ query: search })}
        />
      ) : (
        <NameFields query={query} completion={completion} onChange={set} />
      )}
      <VariableListing query={query} completion={completion} />
    </>
  );
}

function kindLabel(kind: VariableQuery['kind']): string {
  switch (kind) {
    case 'services':
      return t('variable.kind.services', 'Services');
    case 'operations':
      return t('variable.kind.operations', 'Operations');
    case 'tagKeys':
      return t('variable.kind.tag-keys', 'Tag keys');
    case 'tagValues':
      return t('variable.kind.tag-values', 'Tag values');
    case 'traceIds':
      return t('variable.kind.trace-ids', 'Trace IDs');
  }
}

interface NameFieldsProps {
  query: VariableQuery;
  completion: Completion;
  onChange: (changed: Partial<VariableQuery>) => void;
}

function NameFields({ query, completion, onChange }: NameFieldsProps): React.JSX.Element {
  const prefixId = useId();
  const loadServices = useMemo(() => servicesOf(completion), [completion]);
  const loadKeys = useMemo(() => tagKeysOf(completion), [completion]);
  const picker = { labelWidth, width: fieldWidth };
  return (
    <InlineFieldRow>
      {query.kind === 'tagValues' && (
        <OptionPicker
          {...picker}
          label={t('variable.tag.label', 'Tag')}
          placeholder={t('query.tags.key-placeholder', 'Key')}
          value={query.tag}
          load={loadKeys}
          onChange={(tag) => onChange({ tag })}
        />
      )}
      {takesService(query.kind) && (
        <OptionPicker
          {...picker}
          label={t('query.service.label', 'Service')}
          tooltip={t(
            'variable.service.tooltip',
            'Only of this service, which may be a variable with several values; of all when empty.',
          )}
          value={query.service}
          load={loadServices}
          onChange={(service) => onChange({ service })}
        />
      )}
      <InlineField
        label={t('variable.prefix.label', 'Begins with')}
        labelWidth={labelWidth}
        tooltip={t(
          'variable.prefix.tooltip',
          'Only names that begin so, in any case. $__searchFilter stands for what somebody types in the list.',
        )}
      >
        <CommitInput
          id={prefixId}
          width={fieldWidth}
          value={query.prefix ?? ''}
          onCommit={(prefix) => onChange({ prefix })}
        />
      </InlineField>
    </InlineFieldRow>
  );
}

interface TraceSearchProps {
  query: SearchQuery | undefined;
  completion: Completion;
  searchesLogs: boolean;
  onChange: (query: SearchQuery) => void;
}

function TraceSearch({ query, completion, searchesLogs, onChange }: TraceSearchProps): React.JSX.Element {
  const search = normalise({ refId: 'variable', ...query, queryType: 'search' } as Query) as SearchQuery;
  const change = (next: SearchQuery) => onChange(normalise(next) as SearchQuery);
  const conditions = useConditions(search, (changed) => change({ ...search, ...changed }));
  return (
    <SearchForm
      query={search}
      conditions={conditions}
      problems={problemsOf(search)}
      completion={completion}
      searchesLogs={searchesLogs}
      onChange={change}
    />
  );
}
