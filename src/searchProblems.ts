import { t } from '@grafana/i18n';
import { oneOfProblem } from './fieldProblems';
import type { StoredQuery } from './filters';
import { maxColumns, searchResults, sortsOf } from './searchResults';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/** Says what is wrong with how a search is shown: a sentence, or undefined, for each field. */
export function resultProblems({ result, sort, columns }: StoredQuery): { [field in keyof StoredQuery]?: string } {
  return {
    result: oneOfProblem(searchResults, result),
    sort: oneOfProblem(sortsOf(result), sort),
    columns: columnsProblem(columns),
  };
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
