import {
  CustomVariableSupport,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type MetricFindValue,
} from '@grafana/data';
import { t } from '@grafana/i18n';
import { from, lastValueFrom, map, type Observable } from 'rxjs';
import { VariableEditor } from './components/lazy';
import type { DataSource } from './datasource';
import { sentence } from './resources';
import { expandIn, replaceIn } from './templating';
import type { Query, SearchQuery, Settings, VariableQuery } from './types';
import { normaliseVariable, variableNames } from './variableNames';

/** Lists the values of variables of a dashboard: names, or traces that a search finds. */
export class Variables extends CustomVariableSupport<DataSource, VariableQuery, Query, Settings> {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    super();
    this.#source = source;
  }

  override editor = VariableEditor;

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    return from(this.#values(request)).pipe(map((data) => ({ data })));
  }

  async #values(request: DataQueryRequest<VariableQuery>): Promise<MetricFindValue[]> {
    const query = normaliseVariable(request.targets[0]);
    return query.kind === 'traceIds' ? this.#traces(request, query.query) : this.#names(request, query);
  }

  async #names({ range, scopedVars }: DataQueryRequest, query: VariableQuery): Promise<MetricFindValue[]> {
    // What is typed into the list of a variable, which is nothing as long as nobody does.
    const vars = { __searchFilter: { text: '', value: '' }, ...scopedVars };
    const fill = { replace: replaceIn(vars), expand: expandIn(vars) };
    const ends = { from: range.from.valueOf(), to: range.to.valueOf() };
    try {
      const { values } = await variableNames(this.#source, query, ends, fill);
      return values.map((value) => ({ text: value, value }));
    } catch (error) {
      throw new Error(sentence(error) ?? t('variable.error', 'The values could not be asked for.'));
    }
  }

  async #traces(request: DataQueryRequest, search: SearchQuery | undefined): Promise<MetricFindValue[]> {
    const target = { ...search, queryType: 'search', refId: 'variable', asAnnotations: undefined } as SearchQuery;
    const { data, error, errors = [] } = await lastValueFrom(this.#source.query({ ...request, targets: [target] }));
    const failure = error ?? errors[0];
    if (failure !== undefined) {
      throw new Error(sentence(failure) ?? t('variable.error', 'The values could not be asked for.'));
    }
    return traceOptions(data[0] as DataFrame | undefined);
  }
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
