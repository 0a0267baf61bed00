import { t } from '@grafana/i18n';
import { filtersInWords, joined } from './conditionsSentence';
import type { SearchQuery, Sort } from '../types';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/**
 * Reads a search back in words.
 *
 * @param marks - whether its traces are to be marked in graphs
 */
export function searchInWords(query: SearchQuery, marks = false): string {
  const values = {
    limit: query.limit,
    order: orderInWords(query.sort ?? 'newest'),
    conditions: joined([...filtersInWords(query), ...momentInWords(query)]),
    interpolation,
  };
  if (values.conditions === '') {
    return allInWords(query, values, marks);
  }
  if (marks) {
    return t(
      'sentence.marks-where',
      'Marks up to {{limit}} traces in graphs, with a span where {{conditions}}, {{order}}.',
      values,
    );
  }
  return query.result === 'spans'
    ? t('sentence.spans-where', 'Finds up to {{limit}} spans where {{conditions}}, {{order}}.', values)
    : t('sentence.traces-where', 'Finds up to {{limit}} traces with a span where {{conditions}}, {{order}}.', values);
}

function allInWords({ result }: SearchQuery, values: Record<string, unknown>, marks: boolean): string {
  if (marks) {
    return t('sentence.marks', 'Marks up to {{limit}} traces in graphs, {{order}}.', values);
  }
  return result === 'spans'
    ? t('sentence.spans', 'Finds up to {{limit}} spans, {{order}}.', values)
    : t('sentence.traces', 'Finds up to {{limit}} traces, {{order}}.', values);
}

function orderInWords(sort: Sort): string {
  switch (sort) {
    case 'newest':
      return t('sentence.newest', 'the newest first');
    case 'oldest':
      return t('sentence.oldest', 'the oldest first');
    case 'longest':
      return t('sentence.longest', 'the longest first');
    case 'mostSpans':
      return t('sentence.most-spans', 'those with most spans first');
    case 'mostErrors':
      return t('sentence.most-errors', 'those with most errors first');
    default:
      return sort; // one that doesn't exist, which the form tells
  }
}

/** A link from a point of a graph looks at its stretch of time alone. */
function momentInWords({ startedAfter, startedWithin = '' }: SearchQuery): string[] {
  return startedAfter === undefined
    ? []
    : [
        t('sentence.moment', 'the begin is in the {{length}} that a link chose', {
          length: startedWithin,
          interpolation,
        }),
      ];
}
