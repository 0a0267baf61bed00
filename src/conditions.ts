import type { Condition, ConditionOperator, ConditionScope, ConditionSubject } from './types';

/** What a condition can be on, in the order of a pick list. */
export const conditionSubjects: readonly ConditionSubject[] = [
  'tag',
  'service',
  'operation',
  'kind',
  'status',
  'event',
];

/** Where a tag can be looked for, in the order of a pick list. */
export const conditionScopes: readonly ConditionScope[] = ['any', 'span', 'resource'];

/** All operators, in the order of a pick list. */
export const conditionOperators: readonly ConditionOperator[] = [
  '=',
  '!=',
  '=~',
  '!~',
  '>',
  '>=',
  '<',
  '<=',
  'exists',
  'missing',
];

const nameOperators: readonly ConditionOperator[] = ['=', '!=', '=~', '!~', 'exists', 'missing'];
const stateOperators: readonly ConditionOperator[] = ['=', '!=', '=~', '!~'];

/** How much may be asked at once: twins of those in pkg/models. */
export const maxConditions = 50;
export const maxValues = 100;
export const maxRawSearch = 1000;

/** Gives the operators that a condition can have; those that compare numbers are for tags only. */
export function operatorsOf(on: ConditionSubject, hasKey: boolean): readonly ConditionOperator[] {
  if (on === 'status') {
    return stateOperators;
  }
  return hasKey ? conditionOperators : nameOperators;
}

/** Says whether the operator needs a value to compare with. */
export function needsValue(operator: unknown): boolean {
  return operator !== 'exists' && operator !== 'missing';
}

/** Says whether the operator compares numbers, one at a time. */
export function comparesNumbers(operator: unknown): boolean {
  return operator === '>' || operator === '>=' || operator === '<' || operator === '<=';
}

/** Says whether the operator's values are regular expressions. */
export function takesPatterns(operator: unknown): boolean {
  return operator === '=~' || operator === '!~';
}

/** Gives the values of a condition, however it stores them. */
export function valuesOf({ operator, value, values }: Pick<Condition, 'operator' | 'value' | 'values'>): string[] {
  if (!needsValue(operator)) {
    return [];
  }
  return values ?? [value ?? ''];
}

/** A condition as a query stores it: any field may be missing or of a wrong type. */
export type StoredCondition = { [field in keyof Condition]?: unknown };

/** Gives a condition its full form: what is usual is left out, and one value of a list stands alone. */
export function normaliseCondition(stored: StoredCondition | null): StoredCondition {
  const { on, scope, key, operator: given, value, values } = stored ?? {};
  const operator = isEmpty(given) ? '=' : given;
  return {
    ...(!isEmpty(on) && on !== 'tag' && { on }),
    ...(!isEmpty(scope) && scope !== 'any' && { scope }),
    ...((isEmpty(on) || on === 'tag' || !isEmpty(key)) && { key: key ?? '' }),
    operator,
    ...(needsValue(operator) && normaliseValues(value, values)),
  };
}

function normaliseValues(value: unknown, values: unknown): StoredCondition {
  if (isEmpty(values)) {
    return { value: value ?? '' };
  }
  if (!isEmpty(value)) {
    return { value, values };
  }
  return Array.isArray(values) && values.length === 1 ? { value: values[0] as unknown } : { values };
}

/** Gives groups of conditions their full form, without those that have none. */
export function normaliseGroups(stored: unknown): unknown {
  return Array.isArray(stored)
    ? stored
        .map((group: unknown) => (Array.isArray(group) ? group.map(normaliseCondition) : group))
        .filter((group) => !isEmpty(group))
    : stored;
}

/** Says whether a field is as good as absent. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
