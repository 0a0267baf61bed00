import { t } from '@grafana/i18n';
import type { DataQuery } from '@grafana/schema';
import { parseDuration } from './duration';
import {
  durationBounds,
  maxLimit,
  normalise,
  spanKinds,
  spanStatuses,
  tagOperators,
  textFields,
  type StoredQuery,
  type StoredTag,
} from './query';
import type { SearchQuery } from './types';

/** What is wrong with a query, in a sentence for each field at fault. */
export type QueryProblems = { [field in keyof SearchQuery | 'query']?: string };

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/**
 * Says why the backend would refuse the query; an empty object when it would not. Variables must have been filled in,
 * since their names are no durations.
 */
export function problems(stored: DataQuery): QueryProblems {
  const query: StoredQuery = normalise(stored);
  const found: QueryProblems = {};
  const note = (field: keyof QueryProblems, sentence: string | undefined) => {
    if (sentence !== undefined) {
      found[field] ??= sentence;
    }
  };
  if (query.queryType !== 'search') {
    note('query', textProblem('query', query.query));
    return found;
  }
  for (const field of textFields) {
    note(field, textProblem(field, query[field]));
  }
  note('spanKind', oneOfProblem(spanKinds, query.spanKind));
  note('status', oneOfProblem(spanStatuses, query.status));
  for (const [min, max] of durationBounds) {
    note(min, durationProblem(query[min]));
    note(max, durationProblem(query[max]) ?? boundsProblem(query[min], query[max]));
  }
  note('tags', tagsProblem(query.tags));
  note('limit', limitProblem(query.limit));
  return found;
}

/** Says the first thing that is wrong with a query, see {@link problems}. */
export function problem(stored: DataQuery): string | undefined {
  return Object.values(problems(stored))[0];
}

function textProblem(field: string, value: unknown): string | undefined {
  return value === undefined || typeof value === 'string'
    ? undefined
    : t('query.problem.text', 'The field {{field}} must be text.', { field });
}

function oneOfProblem(known: readonly string[], value: unknown): string | undefined {
  return value === undefined || known.some((one) => one === value)
    ? undefined
    : t('query.problem.one-of', '"{{value}}" is not known here; use one of {{known}}.', {
        value: String(value),
        known: known.join(', '),
        interpolation,
      });
}

function durationProblem(text: unknown): string | undefined {
  return typeof text !== 'string' || parseDuration(text) !== undefined
    ? undefined
    : t('query.problem.duration', '"{{text}}" is no duration; write a number and a unit, such as 100ms, 1.5s or 2m.', {
        text,
        interpolation,
      });
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

function tagsProblem(tags: unknown): string | undefined {
  if (tags === undefined) {
    return undefined;
  }
  if (!Array.isArray(tags)) {
    return t('query.problem.tags', 'The tags must be a list.');
  }
  return tags.map(tagProblem).find((sentence) => sentence !== undefined);
}

function tagProblem({ key, operator, value }: StoredTag): string | undefined {
  if (typeof key !== 'string' || key.trim() === '') {
    return t('query.problem.tag-key', 'A tag needs a key.');
  }
  return (
    oneOfProblem(tagOperators, operator) ??
    (typeof value === 'string'
      ? undefined
      : t('query.problem.tag-value', 'The value of the tag {{key}} must be text.', { key, interpolation }))
  );
}

function limitProblem(limit: unknown): string | undefined {
  return typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= maxLimit
    ? undefined
    : t('query.problem.limit', 'The limit must be a whole number from 1 to {{maxLimit}}.', { maxLimit });
}
