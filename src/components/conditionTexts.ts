import { t } from '@grafana/i18n';
import type { ConditionOperator, ConditionScope, ConditionSubject } from '../types';

/** Where a row of a condition is: its number, from 1 on, and that of its group if it is in one. */
export interface Place {
  row: number;
  group?: number;
}

/** Names a row, for the labels of its fields. */
export function placeName({ row, group }: Place): string {
  return group === undefined
    ? t('conditions.place', 'condition {{row}}', { row })
    : t('conditions.place-in-group', 'condition {{row}} of group {{group}}', { row, group });
}

/** Names what a condition is on. */
export function subjectText(on: ConditionSubject): string {
  switch (on) {
    case 'tag':
      return t('conditions.on.tag', 'Tag');
    case 'service':
      return t('conditions.on.service', 'Service');
    case 'operation':
      return t('conditions.on.operation', 'Operation');
    case 'kind':
      return t('conditions.on.kind', 'Kind');
    case 'status':
      return t('conditions.on.status', 'Status');
    case 'event':
      return t('conditions.on.event', 'Event');
  }
}

/** Names a place to look for a tag, and says what that is. */
export function scopeTexts(scope: ConditionScope): { label: string; description: string } {
  switch (scope) {
    case 'any':
      return {
        label: t('conditions.scope.any', 'any'),
        description: t('conditions.scope.any-description', 'of the span, or else of its resource'),
      };
    case 'span':
      return {
        label: t('conditions.scope.span', 'span'),
        description: t('conditions.scope.span-description', 'of the span itself'),
      };
    case 'resource':
      return {
        label: t('conditions.scope.resource', 'resource'),
        description: t('conditions.scope.resource-description', 'of what made the span, such as its process or host'),
      };
  }
}

/** Says in words how an operator compares. */
export function operatorText(operator: ConditionOperator): string {
  switch (operator) {
    case '=':
      return t('conditions.operator.equal', 'is one of');
    case '!=':
      return t('conditions.operator.not-equal', 'is none of');
    case '=~':
      return t('conditions.operator.fits', 'fits one of');
    case '!~':
      return t('conditions.operator.fits-not', 'fits none of');
    case '>':
      return t('conditions.operator.greater', 'is above');
    case '>=':
      return t('conditions.operator.greater-or-equal', 'is at least');
    case '<':
      return t('conditions.operator.less', 'is below');
    case '<=':
      return t('conditions.operator.less-or-equal', 'is at most');
    case 'exists':
      return t('conditions.operator.exists', 'has any value');
    case 'missing':
      return t('conditions.operator.missing', 'is not there');
  }
}

/** Names an operator as it stands in a form: by its symbol, if it has one. */
export function operatorLabel(operator: ConditionOperator): string {
  switch (operator) {
    case 'exists':
      return t('conditions.exists', 'exists');
    case 'missing':
      return t('conditions.missing', 'missing');
    default:
      return operator;
  }
}
