import type { AdHocVariableFilter } from '@grafana/data';
import type { StoredCondition } from './conditions';
import { withConditions } from './expansion';
import { isEmpty, type StoredQuery } from './filters';
import { withoutPrefix } from './metrics';
import type { Query } from './types';

/** The fields of a query that say what a condition on one of these properties would. */
const fields = { service: 'service', operation: 'operation', kind: 'spanKind', status: 'status' } as const;

/** Operators with several values, in newer releases of Grafana. */
const ofSeveral: Record<string, string> = { '=|': '=', '!=|': '!=' };

/**
 * Adds the filters at the top of a dashboard to the conditions of a query. A filter on a property of spans that the
 * query says nothing of fills in the query's own field. Traces that are asked for by their IDs are what they are, and a
 * graph of services takes a service alone.
 */
export function withAdHocFilters(query: Query, filters: readonly AdHocVariableFilter[] = []): Query {
  const chosen = filters.filter(({ key }) => key !== '');
  switch (query.queryType) {
    case 'search':
    case 'metrics':
      return chosen.reduce<StoredQuery>(withFilter, query) as Query;
    case 'serviceGraph': {
      const service = chosen.find(({ key, operator }) => key === 'service' && operator === '=')?.value;
      return isEmpty(query.service) && !isEmpty(service) ? { ...query, service } : query;
    }
    default:
      return query;
  }
}

function withFilter(query: StoredQuery, { key, operator, value, values }: AdHocVariableFilter): StoredQuery {
  const field = isProperty(key) ? fields[key] : undefined;
  if (field !== undefined && operator === '=' && isEmpty(query[field])) {
    return { ...query, [field]: value };
  }
  const several = ofSeveral[operator];
  const condition: StoredCondition = {
    ...(isProperty(key) ? { on: key } : { key: withoutPrefix(key) }),
    operator: several ?? operator,
    ...(several !== undefined && values !== undefined && values.length > 1
      ? { values }
      : { value: values?.[0] ?? value }),
  };
  return withConditions(query, [condition]);
}

function isProperty(key: string): key is keyof typeof fields {
  return Object.hasOwn(fields, key);
}
