import { t } from '@grafana/i18n';
import { oneOfProblem } from './fieldProblems';
import type { StoredQuery } from './filters';
import { maxColumns, maxSpansPerTrace, searchResults, sortsOf } from './searchResults';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/** Says what is wrong with how a search is shown: a sentence, or undefined, for each field. */
export function resultProblems(query: StoredQuery): { [field in keyof StoredQuery]?: string } {
  const { result, sort, columns, spansPerTrace } = query;
  return {
    result: oneOfProblem(searchResults, result),
    sort: oneOfProblem(sortsOf(result), sort),
    columns: columnsProblem(columns),
    spansPerTrace: spansPerTraceProblem(spansPerTrace),
  };
}

function spansPerTraceProblem(most: unknown): string | undefined {
  const isKnown = typeof most === 'number' && Number.isInteger(most) && most >= 0 && most <= maxSpansPerTrace;
  return most === undefined || isKnown
    ? undefined
    : t('query.problem.spans-per-trace', 'The spans per trace must be a whole number from 0 to {{maxSpansPerTrace}}.', {
        maxSpansPerTrace,
      });
}

function columnsProblem(columns: unknown): string | undefined {
  if (columns === undefined) {
    return undefined;
  }
  if (!Array.isArray(columns) || columns.some((key) => typeof key !== 'string')) {
    return t('query.problem.columns', 'The columns must be a list of texts.');
  }
  const twice: unknown = columns.find((key, index) => columns.indexOf(key) !== index);
  if (twice !== undefined) {
    return t('query.problem.columns-twice', '"{{key}}" comes twice; leave one out.', { key: twice, interpolation });
  }
  return columns.length > maxColumns
    ? t('query.problem.columns-many', 'These are {{count}} columns; choose {{maxColumns}} at the most.', {
        count: columns.length,
        maxColumns,
      })
    : undefined;
}
