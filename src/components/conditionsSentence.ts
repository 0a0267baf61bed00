import { t } from '@grafana/i18n';
import { subjectOf, toCondition, valuesIn, type ConditionRow } from './conditionRows';
import { operatorLabel } from './conditionTexts';
import { toOption } from './selectProps';
import { needsValue } from '../conditions';
import type { SpanFilters } from '../types';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/** Reads all filters back, in the words of their labels, each as it is compared. */
export function filtersInWords(filters: SpanFilters): string[] {
  const is = (label: string, value: string | undefined) => (value === undefined ? [] : [`${label} = ${value}`]);
  return [
    ...is(t('metrics.sentence.service', 'service'), filters.service),
    ...is(t('metrics.sentence.operation', 'operation'), filters.operation),
    ...is(t('metrics.sentence.kind', 'kind'), filters.spanKind),
    ...is(t('metrics.sentence.status', 'status'), filters.status),
    ...(filters.entrySpansOnly === true ? [t('sentence.root', 'it is a root span')] : []),
    ...conditionsInWords(filters),
    ...between(t('metrics.sentence.span-duration', 'span duration'), filters.minDuration, filters.maxDuration),
    ...between(
      t('metrics.sentence.trace-duration', 'trace duration'),
      filters.minTraceDuration,
      filters.maxTraceDuration,
    ),
    ...(filters.rawSearch === undefined
      ? []
      : [t('metrics.sentence.raw-search', 'raw search "{{search}}"', { search: filters.rawSearch, interpolation })]),
  ];
}

function between(name: string, min: string | undefined, max: string | undefined): string[] {
  if (min !== undefined && max !== undefined) {
    return [t('sentence.between', '{{name}} between {{min}} and {{max}}', { name, min, max, interpolation })];
  }
  return [...(min === undefined ? [] : [`${name} ≥ ${min}`]), ...(max === undefined ? [] : [`${name} ≤ ${max}`])];
}

/** Reads conditions back in words: those that must all hold, and then those of the groups. */
function conditionsInWords({ tags, anyOf }: SpanFilters): string[] {
  const groups = listOf(anyOf)
    .map((group) => listOf(group).map(inWords))
    .filter((group) => group.length > 0);
  const [only, ...others] = groups;
  return [
    ...listOf(tags).map(inWords),
    ...(others.length === 0
      ? (only ?? [])
      : [`(${groups.map(together).join(` ${t('conditions.groups.or', 'or')} `)})`]),
  ];
}

/** Joins what must all hold. */
export function joined(conditions: string[]): string {
  return conditions.join(` ${t('metrics.sentence.and', 'and')} `);
}

function together(group: string[]): string {
  return group.length === 1 ? joined(group) : `(${joined(group)})`;
}

function inWords(stored: ConditionRow): string {
  const condition = toCondition(stored) ?? stored;
  const { operator } = condition;
  const name = nameInWords(condition);
  if (!needsValue(operator)) {
    return operator === 'exists'
      ? t('metrics.sentence.exists', '{{name}} exists', { name, interpolation })
      : t('metrics.sentence.missing', '{{name}} is missing', { name, interpolation });
  }
  const values = valuesIn(condition).map((value) => String(toOption(value).label));
  const several = t('metrics.sentence.one-of', 'any of {{values}}', { values: values.join(', '), interpolation });
  return `${name} ${operatorLabel(operator)} ${values.length === 1 ? values[0] : several}`;
}

function nameInWords(condition: ConditionRow): string {
  const { key, scope } = condition;
  const on = subjectOf(condition);
  switch (on) {
    case 'service':
      return t('metrics.sentence.service', 'service');
    case 'operation':
      return t('metrics.sentence.operation', 'operation');
    case 'kind':
      return t('metrics.sentence.kind', 'kind');
    case 'status':
      return t('metrics.sentence.status', 'status');
    case 'event':
      return key === undefined
        ? t('metrics.sentence.event', 'event')
        : t('metrics.sentence.event-tag', '{{key}} of an event', { key, interpolation });
    case 'tag':
      return tagInWords(key ?? '', scope);
  }
}

function tagInWords(key: string, scope: ConditionRow['scope']): string {
  switch (scope) {
    case 'span':
      return t('metrics.sentence.span-tag', '{{key}} of the span', { key, interpolation });
    case 'resource':
      return t('metrics.sentence.resource-tag', '{{key}} of the resource', { key, interpolation });
    default:
      return key;
  }
}

/** What is stored may be no list, which the form tells. */
function listOf<Item>(stored: Item[] | undefined): Item[] {
  return Array.isArray(stored) ? stored : [];
}
