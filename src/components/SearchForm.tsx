import React from 'react';
import type { Completion } from './completion';
import { FilterFields } from './FilterFields';
import { ResultFields } from './ResultFields';
import { LimitField } from './SearchFields';
import { StartedCondition } from './StartedCondition';
import type { TagRow } from './TagFilters';
import type { Rows } from './useRows';
import type { QueryProblems } from '../queryProblems';
import type { SearchQuery } from '../types';

interface SearchFormProps {
  query: SearchQuery;
  /** The rows of its tags, see `useRows`. */
  tags: Rows<TagRow>;
  problems: QueryProblems;
  completion: Completion;
  onChange: (query: SearchQuery) => void;
}

/** Asks for traces that hold a matching span, or for these spans. An empty form asks for the newest traces of all. */
export function SearchForm({ query, tags, problems, completion, onChange }: SearchFormProps): React.JSX.Element {
  const set = (fields: { [field in keyof SearchQuery]?: unknown }) => onChange({ ...query, ...fields } as SearchQuery);
  return (
    <>
      <FilterFields filters={query} tags={tags} problems={problems} completion={completion} onChange={set} />
      <ResultFields query={query} problems={problems} completion={completion} onChange={set} />
      <LimitField value={query.limit} problem={problems.limit} onCommit={(limit) => set({ limit })} />
      <StartedCondition query={query} problems={problems} onRemove={() => set({ startedAfter: undefined })} />
    </>
  );
}
