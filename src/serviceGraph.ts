import { filled, isEmpty, type StoredQuery } from './filters';

/** How far a graph goes around its service when the query doesn't say, and at the most: twins of those in pkg/models. */
export const defaultHops = 1;
export const maxHops = 10;

/** Gives what belongs to a graph of services its full form: see `normalise`. */
export function normaliseServiceGraph(stored: StoredQuery): Partial<StoredQuery> {
  return {
    ...(!isEmpty(stored.service) && { service: stored.service, hops: stored.hops ?? defaultHops }),
    ...filled(['quantile'], (field) => stored[field]),
  };
}
