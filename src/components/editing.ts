import { useMemo } from 'react';
import type { TimeRange } from '@grafana/data';
import type { Completion } from './completion';
import { isKnown } from './conditionRows';
import type { StoredCondition } from '../conditions';
import { fillIn, textFields, type StoredQuery } from '../query';
import { problems, type QueryProblems } from '../queryProblems';
import type { ResourceClient } from '../resources';
import { expandIn, replaceIn } from '../templating';
import type { Query } from '../types';

/** Whom the fields of an editor ask for names: for those in the time range that Grafana shows it for. */
export function useCompletion(client: ResourceClient, range: TimeRange | undefined): Completion {
  const from = range?.from.valueOf();
  const to = range?.to.valueOf();
  return useMemo(() => ({ client, ...(from !== undefined && to !== undefined && { from, to }) }), [client, from, to]);
}

/** What is wrong with the query as far as can be told before it runs: not where a variable has no value yet. */
export function problemsOf(query: Query): QueryProblems {
  const filled = fillIn(query, replaceIn(), expandIn());
  const texts: StoredQuery = filled;
  const known = (conditions: unknown) =>
    Array.isArray(conditions) ? conditions.filter((one: StoredCondition) => isKnown(one)) : conditions;
  const found = problems({
    ...filled,
    ...(texts.tags !== undefined && { tags: known(texts.tags) }),
    ...(Array.isArray(texts.anyOf) && { anyOf: texts.anyOf.map(known) }),
  });
  for (const field of textFields) {
    if (String(texts[field]).includes('$')) {
      delete found[field];
    }
  }
  return found;
}
