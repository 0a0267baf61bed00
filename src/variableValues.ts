import type { DataFrame, DataQueryRequest, DataQueryResponse, MetricFindValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { lastValueFrom, type Observable } from 'rxjs';
import { sentence, type ResourceClient } from './resources';
import { expandIn, replaceIn } from './templating';
import type { Query, SearchQuery, VariableQuery } from './types';
import { normaliseVariable, variableNames } from './variableNames';

/** What is asked of a data source: names, and searches. */
export interface Source extends ResourceClient {
  query(request: DataQueryRequest<Query>): Observable<DataQueryResponse>;
}

/** Gives the values of a variable. Fails with an Error that has a sentence for its message, which Grafana shows. */
export async function variableValues(
  source: Source,
  request: DataQueryRequest<VariableQuery>,
): Promise<MetricFindValue[]> {
  const query = normaliseVariable(request.targets[0]);
  try {
    return await (query.kind === 'traceIds' ? traces(source, request, query.query) : names(source, request, query));
  } catch (error) {
    throw new Error(sentence(error) ?? t('picker.error', 'The names could not be asked for.'));
  }
}

async function names(
  source: Source,
  { range, scopedVars }: DataQueryRequest,
  query: VariableQuery,
): Promise<MetricFindValue[]> {
  // What is typed into the list of a variable, which is nothing as long as nobody does.
  const vars = { __searchFilter: { text: '', value: '' }, ...scopedVars };
  const fill = { replace: replaceIn(vars), expand: expandIn(vars) };
  const ends = { from: range.from.valueOf(), to: range.to.valueOf() };
  const { values } = await variableNames(source, query, ends, fill);
  return values.map((value) => ({ text: value, value }));
}

async function traces(
  source: Source,
  request: DataQueryRequest,
  search: SearchQuery | undefined,
): Promise<MetricFindValue[]> {
  // Only what stands for a trace is of use here.
  const shown = { asAnnotations: undefined, spansPerTrace: 0 };
  const target = { ...search, queryType: 'search', refId: 'variable', ...shown } as SearchQuery;
  const { data, error, errors = [] } = await lastValueFrom(source.query({ ...request, targets: [target] }));
  const failure = error ?? errors[0];
  if (failure !== undefined) {
    throw failure;
  }
  return traceOptions(data[0] as DataFrame | undefined);
}

/** Shows a trace by its root, and the ID that it stands for. */
function traceOptions(frame: DataFrame | undefined): MetricFindValue[] {
  const column = (name: string) => frame?.fields.find((field) => field.name === name)?.values ?? [];
  const services = column('rootService');
  const operations = column('rootOperation');
  return Array.from(column('traceID'), (id, row) => ({
    text: `${services[row]}: ${operations[row]} (${id})`,
    value: String(id),
  }));
}
