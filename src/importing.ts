import {
  AbstractLabelOperator,
  hasQueryExportSupport,
  type AbstractLabelMatcher,
  type DataQuery,
  type DataSourceApi,
} from '@grafana/data';
import type { StoredQuery } from './filters';
import { fromTempo } from './fromTempo';
import { isRunnable, normalise } from './query';
import type { ConditionOperator, Query } from './types';

/** What is ours of a query that another data source saved; undefined for one that means nothing here. */
type Import = (stored: StoredQuery) => StoredQuery | undefined;

/** How queries of other sources of traces are read, by the type of the source. */
const imports: Record<string, Import> = {
  // `normalise` reads these by itself, wherever they come from.
  jaeger: (stored) => ({ ...stored, datasource: { type: 'jaeger' } }),
  zipkin: (stored) => stored,
  tempo: fromTempo,
  'grafana-x-ray-datasource': (stored) => (stored.queryType === 'getTrace' ? stored : undefined),
};

/**
 * Gives what a panel asks after its data source was switched to this one: what it asked before, as far as that can be
 * asked here. An empty list makes Grafana start anew (public/app/features/query/state/updateQueries.ts).
 */
export async function importFrom(origin: DataSourceApi, queries: DataQuery[]): Promise<Query[]> {
  const read = imports[origin.type];
  const found = read === undefined ? await importLabels(origin, queries) : queries.map(read);
  return found
    .flatMap((query) => (query === undefined ? [] : [query as DataQuery]))
    .map((query) => {
      // Grafana names the new source there.
      const { datasource: _datasource, ...rest } = normalise(query);
      return rest as Query;
    })
    .filter(isRunnable);
}

/**
 * Sources such as Loki and Prometheus can say which labels their queries ask for. Those that OpenTelemetry made of the
 * resource of a service mean the same on its spans.
 */
async function importLabels(origin: DataSourceApi, queries: DataQuery[]): Promise<Array<StoredQuery | undefined>> {
  if (!hasQueryExportSupport(origin)) {
    return [];
  }
  const exported = await origin.exportToAbstractQueries(queries);
  return exported.map(({ refId, labelMatchers }) => {
    const tags = labelMatchers.filter(({ value }) => value !== '').flatMap(conditionOf);
    return tags.length === 0 ? undefined : { refId, queryType: 'search', tags };
  });
}

const operators: Record<AbstractLabelOperator, ConditionOperator> = {
  [AbstractLabelOperator.Equal]: '=',
  [AbstractLabelOperator.NotEqual]: '!=',
  [AbstractLabelOperator.EqualRegEx]: '=~',
  [AbstractLabelOperator.NotEqualRegEx]: '!~',
};

/**
 * Loki writes these attributes of a resource as labels, with underscores
 * (https://grafana.com/docs/loki/latest/send-data/otel/), and Prometheus any of them that is promoted.
 */
const resourceLabel = /^(?:service|deployment|cloud|k8s|container|host)_[a-z_]+$/;

function conditionOf({ name, operator, value }: AbstractLabelMatcher): object[] {
  if (name === 'service_name') {
    return [{ on: 'service', operator: operators[operator], value }];
  }
  return resourceLabel.test(name)
    ? [{ scope: 'resource', key: attributeOf(name), operator: operators[operator], value }]
    : [];
}

/** Attributes whose own names have an underscore, so that it is no dot there. */
const underscored = ['cloud.availability_zone'];

function attributeOf(label: string): string {
  return underscored.find((key) => key.replaceAll('.', '_') === label) ?? label.replaceAll('_', '.');
}
