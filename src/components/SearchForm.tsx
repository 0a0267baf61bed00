import React from 'react';
import type { Completion } from './completion';
import { Explanation } from './Explanation';
import { FilterFields } from './FilterFields';
import { RawSearchField } from './RawSearchField';
import { ResultFields } from './ResultFields';
import { LimitField } from './SearchFields';
import { searchInWords } from './searchSentence';
import { StartedCondition } from './StartedCondition';
import type { ConditionRows } from './useConditions';
import type { QueryProblems } from '../queryProblems';
import type { SearchQuery } from '../types';

interface SearchFormProps {
  query: SearchQuery;
  /** The rows of its conditions, see `useConditions`. */
  conditions: ConditionRows;
  problems: QueryProblems;
  completion: Completion;
  /** See `RawSearchField`. */
  searchesLogs: boolean;
  /** Whether what is found is marked in graphs. */
  marks?: boolean;
  /** Whether the answer is shown as a table, which has room for spans below the traces. */
  showsTable?: boolean;
  onChange: (query: SearchQuery) => void;
}

/** Asks for traces that hold a matching span, or for these spans. An empty form asks for the newest traces of all. */
export function SearchForm({
  query,
  searchesLogs,
  marks,
  showsTable,
  onChange,
  ...props
}: SearchFormProps): React.JSX.Element {
  const { problems, completion } = props;
  const set = (fields: { [field in keyof SearchQuery]?: unknown }) => onChange({ ...query, ...fields } as SearchQuery);
  return (
    <>
      <Explanation text={searchInWords(query, marks)} />
      <FilterFields filters={query} {...props} onChange={set} />
      <ResultFields query={query} problems={problems} completion={completion} showsTable={showsTable} onChange={set} />
      <LimitField value={query.limit} problem={problems.limit} onCommit={(limit) => set({ limit })} />
      <RawSearchField
        value={query.rawSearch ?? ''}
        problem={problems.rawSearch}
        searchesLogs={searchesLogs}
        onCommit={(rawSearch) => set({ rawSearch })}
      />
      <StartedCondition query={query} problems={problems} onRemove={() => set({ startedAfter: undefined })} />
    </>
  );
}
