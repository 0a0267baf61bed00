import { useState } from 'react';
import type { TagFilter, TagOperator } from '../types';

/** A tag filter that may still lack its key or its value. */
export interface TagRow {
  key?: string;
  operator: TagOperator;
  /** An empty text is a value, too: undefined means that there is none yet. */
  value?: string;
}

/** The rows of a form and the way to change them. */
export interface TagRows {
  rows: TagRow[];
  change: (rows: TagRow[]) => void;
}

/**
 * Keeps the rows of tag filters, those included that are not filled in yet and therefore no part of the query.
 *
 * @param tags - what the query has; when somebody else changes it, the rows follow
 * @param onChange - told of the filled rows when they change
 */
export function useTagRows(tags: TagFilter[], onChange: (tags: TagFilter[]) => void): TagRows {
  const [kept, setKept] = useState<TagRow[]>(tags);
  const rows = same(filled(kept), tags) ? kept : tags;
  return {
    rows,
    change: (next) => {
      setKept(next);
      if (!same(filled(next), tags)) {
        onChange(filled(next));
      }
    },
  };
}

function filled(rows: TagRow[]): TagFilter[] {
  return rows.flatMap(({ key = '', operator, value }) =>
    key.trim() === '' || value === undefined ? [] : [{ key, operator, value }],
  );
}

function same(some: TagFilter[], others: TagFilter[]): boolean {
  const isSame = (one: TagFilter, other?: TagFilter) =>
    one.key === other?.key && one.operator === other.operator && one.value === other.value;
  return some.length === others.length && some.every((one, index) => isSame(one, others[index]));
}
