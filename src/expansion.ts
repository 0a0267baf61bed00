import type { StoredCondition } from './conditions';
import { filled, isEmpty, nameFields, type StoredQuery } from './filters';

/**
 * Puts the values of variables into a text: one text for each value of a variable that has several. Undefined when a
 * variable stands for all there is, or for nothing chosen among several: such a text asks for nothing.
 *
 * @param isPattern - whether the text is a regular expression, in which a value that was picked means itself
 */
export type Expand = (text: string, isPattern?: boolean) => string[] | undefined;

/** What a condition is on that stands for a field with one value. */
const subjects = { service: 'service', operation: 'operation', spanKind: 'kind', status: 'status' } as const;

/**
 * Puts the values of variables into the names of a query. A name with several becomes a condition on any of them, beside
 * those that the query has; a name that asks for nothing is left out.
 */
export function expandNames(query: StoredQuery, expand: Expand): StoredQuery {
  const conditions: StoredCondition[] = [];
  const names = filled(nameFields, (field) => {
    const text = query[field];
    const values = typeof text === 'string' ? expand(text) : [text];
    if (values !== undefined && values.length > 1) {
      conditions.push({ on: subjects[field], operator: '=', values });
      return undefined;
    }
    return values?.[0];
  });
  return withConditions({ ...without(query, nameFields), ...names }, conditions);
}

/**
 * Puts the values of variables into conditions. Those that ask for nothing are left out.
 *
 * @param replace - for keys, of which a condition has one
 */
export function expandConditions(
  conditions: StoredCondition[],
  replace: (text: string) => string,
  expand: Expand,
): StoredCondition[] {
  return conditions.flatMap((condition) => {
    const { key, operator, value, values } = condition;
    const isPattern = operator === '=~' || operator === '!~';
    const texts: unknown[] = Array.isArray(values) ? values : value === undefined ? [] : [value];
    const all = texts.map((text) => (typeof text === 'string' ? expand(text, isPattern) : [text]));
    if (all.includes(undefined)) {
      return [];
    }
    const [first, ...others] = all.flatMap((each) => each ?? []);
    return {
      ...without(condition, ['value', 'values']),
      ...(typeof key === 'string' && { key: replace(key) }),
      ...(others.length > 0 ? { values: [first, ...others] } : first !== undefined && { value: first }),
    };
  });
}

/**
 * Puts the values of variables into groups of conditions of which one has to hold. There are none any more when all
 * conditions of one group ask for nothing: it always holds.
 */
export function expandGroups(
  groups: StoredCondition[][],
  replace: (text: string) => string,
  expand: Expand,
): StoredCondition[][] {
  // The backend refuses groups that are no lists.
  const expanded = groups.map((group) => (Array.isArray(group) ? expandConditions(group, replace, expand) : group));
  return expanded.some((group, index) => group.length === 0 && groups[index]?.length !== 0) ? [] : expanded;
}

/** Gives a query with more conditions. */
export function withConditions(query: StoredQuery, conditions: StoredCondition[]): StoredQuery {
  const kept = isEmpty(query.tags) ? [] : query.tags;
  // The backend refuses tags that are no list.
  return conditions.length > 0 && Array.isArray(kept) ? { ...query, tags: [...kept, ...conditions] } : query;
}

function without<T extends object, Field extends keyof T>(from: T, fields: readonly Field[]): T {
  return Object.fromEntries(Object.entries(from).filter(([field]) => !fields.some((one) => one === field))) as T;
}
