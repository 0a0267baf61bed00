import type {
  CoreApp,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceInstanceSettings,
  ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import { isAlerting } from './alerting';
import { withExemplars } from './metrics';
import { defaultAlertQuery, defaultQuery, fillIn, isRunnable, normalise } from './query';
import type { Access, Query, Settings } from './types';

/** The data source as Grafana holds it: every query goes to the backend, which builds all frames. */
export class DataSource extends DataSourceWithBackend<Query, Settings> {
  /** How the backend reaches the traces; Log Service when absent. */
  readonly access: Access | undefined;

  // Grafana 11 takes a class whose constructor has any other number of parameters for one that Angular must make.
  constructor(settings: DataSourceInstanceSettings<Settings>) {
    super(settings);
    this.access = settings.jsonData?.access;
  }

  override getDefaultQuery(app: CoreApp): Partial<Query> {
    return isAlerting(app) ? { ...defaultAlertQuery } : { ...defaultQuery };
  }

  override query(request: DataQueryRequest<Query>): Observable<DataQueryResponse> {
    return super.query(isAlerting(request.app) ? request : { ...request, targets: request.targets.map(withExemplars) });
  }

  override filterQuery(query: Query): boolean {
    // A variable that is empty asks for nothing, such as a dashboard's trace ID as long as no trace is chosen.
    return isRunnable(fillIn(normalise(query), (text) => getTemplateSrv().replace(text)));
  }

  override applyTemplateVariables(query: Query, scopedVars: ScopedVars): Query {
    return fillIn(normalise(query), (text) => getTemplateSrv().replace(text, scopedVars));
  }
}
