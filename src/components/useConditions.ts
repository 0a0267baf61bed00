import { toCondition, toGroup, type ConditionRow, type GroupRow } from './conditionRows';
import { useRows, type Rows } from './useRows';
import type { SpanFilters } from '../types';

/** The rows of all conditions of a query, those included that are not filled in yet. */
export interface ConditionRows {
  /** Conditions that must all hold. */
  tags: Rows<ConditionRow>;
  /** Groups of which one must hold, too. */
  anyOf: Rows<GroupRow>;
}

/**
 * Keeps the rows of a query's conditions.
 *
 * @param filters - absent while another type of query is shown
 * @param onChange - told of what has changed
 */
export function useConditions(
  filters: SpanFilters | undefined,
  onChange: (changed: Pick<SpanFilters, 'tags' | 'anyOf'>) => void,
): ConditionRows {
  return {
    tags: useRows(listOf(filters?.tags), toCondition, (tags) => onChange({ tags })),
    anyOf: useRows(listOf(filters?.anyOf), toGroup, (anyOf) => onChange({ anyOf })),
  };
}

/** What is stored may be no list, which the form tells. */
function listOf<Item>(stored: Item[] | undefined): Item[] {
  return Array.isArray(stored) ? stored : [];
}
