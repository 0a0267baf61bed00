import { t } from '@grafana/i18n';
import {
  comparesNumbers,
  conditionScopes,
  conditionSubjects,
  maxConditions,
  maxRawSearch,
  maxValues,
  needsValue,
  operatorsOf,
  takesPatterns,
  type StoredCondition,
} from './conditions';
import { oneOfProblem, textProblem } from './fieldProblems';
import { spanKinds, spanStatuses } from './filters';
import { patternFault } from './pattern';
import type { ConditionSubject } from './types';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/** Says what is wrong with conditions that hold together. */
export function conditionsProblem(conditions: unknown): string | undefined {
  if (conditions === undefined) {
    return undefined;
  }
  if (!Array.isArray(conditions)) {
    return t('query.problem.tags', 'The tags must be a list.');
  }
  return conditions.map(conditionProblem).find((sentence) => sentence !== undefined);
}

/** Says what is wrong with groups of conditions, and how many there are together with others. */
export function groupsProblem(groups: unknown, others: unknown): string | undefined {
  if (groups !== undefined && (!Array.isArray(groups) || !groups.every(Array.isArray))) {
    return t('query.problem.any-of', 'The groups of conditions must be lists.');
  }
  const all = [others, ...(groups ?? [])].filter(Array.isArray).flat();
  if (all.length > maxConditions) {
    return t('query.problem.many-conditions', 'These are {{number}} conditions; {{most}} are allowed.', {
      number: all.length,
      most: maxConditions,
    });
  }
  return groups?.map(conditionsProblem).find((sentence) => sentence !== undefined);
}

/** Says what is wrong with one condition. */
export function conditionProblem(condition: StoredCondition): string | undefined {
  const on = condition.on ?? 'tag';
  const hasKey = typeof condition.key === 'string' && condition.key.trim() !== '';
  return (
    oneOfProblem(conditionSubjects, on) ??
    keyProblem(on as ConditionSubject, condition.key, hasKey) ??
    scopeProblem(on, condition.scope) ??
    oneOfProblem(operatorsOf(on as ConditionSubject, hasKey), condition.operator) ??
    (needsValue(condition.operator) ? valuesProblem(condition, on as ConditionSubject) : undefined)
  );
}

function keyProblem(on: ConditionSubject, key: unknown, hasKey: boolean): string | undefined {
  if (on === 'tag' || (on === 'event' && key !== undefined)) {
    return hasKey ? undefined : t('query.problem.tag-key', 'A tag needs a key.');
  }
  return key === undefined
    ? undefined
    : t('query.problem.other-key', 'A condition on {{on}} has no key, since that is no tag.', { on });
}

function scopeProblem(on: unknown, scope: unknown): string | undefined {
  return scope !== undefined && on !== 'tag'
    ? t('query.problem.scope', 'Only a tag is looked for on the span or its resource.')
    : oneOfProblem(conditionScopes, scope);
}

function valuesProblem({ key, operator, value, values }: StoredCondition, on: ConditionSubject): string | undefined {
  const name = typeof key === 'string' ? key : on;
  const all: unknown = values ?? [value];
  if (
    (values !== undefined && value !== undefined) ||
    !Array.isArray(all) ||
    !all.every((one) => typeof one === 'string')
  ) {
    return t('query.problem.tag-value', 'The value of {{key}} must be text, or a list of texts.', {
      key: name,
      interpolation,
    });
  }
  if (all.length > maxValues) {
    return t('query.problem.many-values', 'There are {{number}} values of {{key}}; {{most}} are allowed.', {
      number: all.length,
      key: name,
      most: maxValues,
      interpolation,
    });
  }
  if (comparesNumbers(operator) && (all.length !== 1 || !numberPattern.test(all[0] as string))) {
    return t('query.problem.number', 'Write one number to compare {{key}} with, such as 500 or 0.25.', {
      key: name,
      interpolation,
    });
  }
  const check = takesPatterns(operator) ? patternProblem : (one: string) => valueProblem(on, key, one);
  return (all as string[]).map(check).find((sentence) => sentence !== undefined);
}

const numberPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function valueProblem(on: ConditionSubject, key: unknown, value: string): string | undefined {
  if (on === 'kind' || on === 'status') {
    return oneOfProblem(on === 'kind' ? spanKinds : spanStatuses, value);
  }
  return on !== 'tag' && key === undefined && value === ''
    ? t('query.problem.empty-value', 'Write what to look for, or choose "missing" for spans without it.')
    : undefined;
}

function patternProblem(pattern: string): string | undefined {
  const fault = patternFault(pattern);
  return fault === undefined
    ? undefined
    : t('query.problem.pattern', '"{{pattern}}" is no pattern that can be used: look at {{fault}}.', {
        pattern,
        fault,
        interpolation,
      });
}

/** Says what is wrong with a search in Log Service's own language; whether it is well-formed, the backend tells. */
export function rawSearchProblem(search: unknown): string | undefined {
  if (typeof search !== 'string') {
    return textProblem('rawSearch', search);
  }
  if ([...search].length > maxRawSearch) {
    return t('query.problem.raw-length', 'The raw search has more than {{most}} characters.', { most: maxRawSearch });
  }
  return /\p{Cc}/u.test(search)
    ? t('query.problem.raw-line', 'The raw search must be one line, without control characters.')
    : undefined;
}
