import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { from, map, type Observable } from 'rxjs';
import { VariableEditor } from './components/lazy';
import type { DataSource } from './datasource';
import type { Query, Settings, VariableQuery } from './types';

/** Lists the values of variables of a dashboard: names, or traces that a search finds. */
export class Variables extends CustomVariableSupport<DataSource, VariableQuery, Query, Settings> {
  constructor(private readonly source: DataSource) {
    super();
  }

  override editor = VariableEditor;

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    // Most dashboards have no such variable, and then need no code for it.
    const values = import(/* webpackChunkName: "names" */ './variableValues').then(({ variableValues }) =>
      variableValues(this.source, request),
    );
    return from(values).pipe(map((data) => ({ data })));
  }
}
