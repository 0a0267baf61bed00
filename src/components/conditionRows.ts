import { getTemplateSrv } from '@grafana/runtime';
import { comparesNumbers, needsValue, normaliseCondition, operatorsOf, takesPatterns } from '../conditions';
import type { StoredCondition } from '../conditions';
import { conditionProblem } from '../conditionProblems';
import { isEmpty } from '../filters';
import { fillIn } from '../query';
import type { Condition, ConditionOperator, ConditionSubject, SearchQuery } from '../types';

/**
 * A condition that may still lack its key or its values: undefined means that there is none yet, while an empty text is
 * one. It may also hold what its operator has no use for, so that it is there again under another.
 */
export type ConditionRow = Partial<Condition> & Pick<Condition, 'operator'>;

/** The rows of one group. */
export type GroupRow = ConditionRow[];

/** Gives the condition that a row asks for; undefined as long as it lacks a key or a value. */
export function toCondition(row: ConditionRow): Condition | undefined {
  const isWhole =
    (subjectOf(row) !== 'tag' || row.key !== undefined) &&
    (!needsValue(row.operator) || row.value !== undefined || row.values !== undefined);
  return isWhole ? (normaliseCondition(row) as Condition) : undefined;
}

/** Gives the group that rows ask for; undefined when none of them asks for anything. What is no list stays as it is. */
export function toGroup(rows: GroupRow): Condition[] | undefined {
  if (!Array.isArray(rows)) {
    return rows;
  }
  const group = rows.flatMap((row) => toCondition(row) ?? []);
  return group.length === 0 ? undefined : group;
}

/** Says what a row's condition is on. */
export function subjectOf({ on }: ConditionRow): ConditionSubject {
  return on ?? 'tag';
}

/** Gives the operators that suit a row. A tag whose key is yet to come will have one. */
export function operatorsFor(row: ConditionRow): readonly ConditionOperator[] {
  const on = subjectOf(row);
  return operatorsOf(on, on === 'tag' || !isEmpty(row.key));
}

/** Gives the values of a row as far as there are any, even if there should be none or only one. */
export function valuesIn({ value, values }: ConditionRow): string[] {
  return [value, values].flat().filter((one) => one !== undefined && one !== null);
}

/** Puts values into a row: one stands alone. */
export function withValues(row: ConditionRow, values: string[]): ConditionRow {
  const { value: _one, values: _all, ...rest } = row;
  const [value, ...others] = values;
  return { ...rest, ...(others.length > 0 ? { values } : value !== undefined && { value }) };
}

/** Gives a row another operator. Of its values only those stay that can: one number where numbers are compared. */
export function withOperator(row: ConditionRow, operator: ConditionOperator): ConditionRow {
  const next = { ...row, operator };
  if (!comparesNumbers(operator) || comparesNumbers(row.operator)) {
    return next;
  }
  const isNumber = (text: string) =>
    mayBeVariable(text) || conditionProblem({ key: 'k', operator, value: text }) === undefined;
  return withValues(next, valuesIn(row).filter(isNumber).slice(0, 1));
}

/** Gives a row another key, and another operator where the key leaves no room for it. */
export function withKey(row: ConditionRow, key: string | undefined): ConditionRow {
  return withPossibleOperator({ ...row, key });
}

/** Lets a row ask for something else: keys and values are of one thing only, an operator may be of both. */
export function withSubject(row: ConditionRow, on: ConditionSubject): ConditionRow {
  return withPossibleOperator({ ...(on !== 'tag' && { on }), operator: row.operator });
}

function withPossibleOperator(row: ConditionRow): ConditionRow {
  return operatorsFor(row).includes(row.operator) ? row : { ...row, operator: '=' };
}

/** Says what is wrong with a row as far as can be told before it runs: nothing where it asks for nothing. */
export function rowProblem(row: ConditionRow): string | undefined {
  const condition = toCondition(row);
  if (condition === undefined) {
    return undefined;
  }
  const query: SearchQuery = { refId: '', queryType: 'search', limit: 1, tags: [condition] };
  const filled = fillIn(query, (text) => getTemplateSrv().replace(text)) as SearchQuery;
  return (filled.tags ?? [])
    .filter(isKnown)
    .map(conditionProblem)
    .find((sentence) => sentence !== undefined);
}

/** Says whether a condition with the values of variables in it holds none without a value; `$` ends a pattern. */
export function isKnown(condition: StoredCondition): boolean {
  const { key, operator, value, values } = condition;
  return !mayBeVariable(key) && (takesPatterns(operator) || ![value, values].flat().some(mayBeVariable));
}

function mayBeVariable(text: unknown): boolean {
  return typeof text === 'string' && text.includes('$');
}
