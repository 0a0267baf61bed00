import type { DataSourceGetTagValuesOptions, MetricFindValue, TimeRange } from '@grafana/data';
import { spanKinds, spanStatuses } from './filters';
import { properties, tagPrefix, withoutPrefix } from './metrics';
import { allNames, operations, services, tagKeys, tagValues, type NamesQuery, type ResourceClient } from './resources';

/** Offers what a filter at the top of a dashboard can be on: properties of spans, then the keys of tags. */
export async function adHocKeys(client: ResourceClient, range?: TimeRange): Promise<MetricFindValue[]> {
  const { values } = await tagKeys(client, asked(range));
  return [...properties, ...values.map((key) => (properties.includes(key) ? tagPrefix + key : key))].map(toOption);
}

/** Offers the values that such a filter can have: those of the service that another filter asks for, if one does. */
export async function adHocValues(
  client: ResourceClient,
  { key, filters = [], timeRange }: Partial<DataSourceGetTagValuesOptions>,
): Promise<MetricFindValue[]> {
  const service = filters.find((filter) => filter.key === 'service' && filter.operator === '=')?.value ?? '';
  return (await valuesOf(client, key ?? '', service, asked(timeRange))).map(toOption);
}

async function valuesOf(client: ResourceClient, key: string, service: string, query: NamesQuery): Promise<string[]> {
  switch (key) {
    case 'service':
      return (await services(client, query)).values;
    case 'operation':
      return (await operations(client, query, service)).values;
    case 'kind':
      return [...spanKinds];
    case 'status':
      return [...spanStatuses];
    default:
      return (await tagValues(client, query, withoutPrefix(key), service)).values;
  }
}

/** The filters have no place for an error of ours. */
function asked(range: TimeRange | undefined): NamesQuery {
  return {
    ...(range !== undefined && { from: range.from.valueOf(), to: range.to.valueOf() }),
    limit: allNames,
    alert: true,
  };
}

function toOption(text: string): MetricFindValue {
  return { text };
}
