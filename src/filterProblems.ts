import { t } from '@grafana/i18n';
import { parseDuration } from './duration';
import { durationProblem, oneOfProblem, switchProblem, textProblem } from './fieldProblems';
import { conditionsProblem, groupsProblem, rawSearchProblem } from './conditionProblems';
import { durationBounds, filterTexts, spanKinds, spanStatuses, type StoredQuery } from './filters';
import type { SpanFilters } from './types';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/** Says what is wrong with filters: a sentence, or undefined, for each. */
export function filterProblems(query: StoredQuery): { [field in keyof SpanFilters]?: string } {
  const found: { [field in keyof SpanFilters]?: string } = {};
  for (const field of filterTexts) {
    found[field] = textProblem(field, query[field]);
  }
  found.spanKind ??= oneOfProblem(spanKinds, query.spanKind);
  found.status ??= oneOfProblem(spanStatuses, query.status);
  for (const [min, max] of durationBounds) {
    found[min] ??= durationProblem(query[min]);
    found[max] ??= durationProblem(query[max]) ?? boundsProblem(query[min], query[max]);
  }
  found.entrySpansOnly = switchProblem('entrySpansOnly', query.entrySpansOnly);
  found.tags = conditionsProblem(query.tags);
  found.anyOf = groupsProblem(query.anyOf, query.tags);
  found.rawSearch = rawSearchProblem(query.rawSearch);
  return found;
}

function boundsProblem(min: unknown, max: unknown): string | undefined {
  if (typeof max !== 'string') {
    return undefined;
  }
  const longest = parseDuration(max);
  if (longest === 0) {
    return t('query.problem.no-time', 'Nothing takes no time at all; write a longer time, or leave this empty.');
  }
  const shortest = typeof min === 'string' ? parseDuration(min) : undefined;
  return shortest !== undefined && longest !== undefined && shortest > longest
    ? t('query.problem.bounds', 'Nothing takes {{min}} or longer and also {{max}} or shorter.', {
        min,
        max,
        interpolation,
      })
    : undefined;
}
