import type {
  AdHocVariableFilter,
  CoreApp,
  DataQuery,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceApi,
  DataSourceGetTagKeysOptions,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend } from '@grafana/runtime';
import { map, type Observable } from 'rxjs';
import { withAdHocFilters } from './adHocFilters';
import { isAlerting } from './alerting';
import { annotations } from './annotations';
import { withExemplars } from './metrics';
import { nestSpans } from './nestedSpans';
import { defaultAlertQuery, defaultQuery, fillIn, isRunnable, normalise } from './query';
import { expandIn, replaceIn } from './templating';
import type { Access, Query, Settings } from './types';
import { Variables } from './variables';

/** The data source as Grafana holds it: every query goes to the backend, which builds all frames; see `nestSpans`. */
export class DataSource extends DataSourceWithBackend<Query, Settings> {
  override annotations = annotations;
  override variables = new Variables(this);
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
    return super
      .query(isAlerting(request.app) ? request : { ...request, targets: request.targets.map(withExemplars) })
      .pipe(map((response) => nestSpans(response, request)));
  }

  override filterQuery(query: Query): boolean {
    // A variable that is empty asks for nothing, such as a dashboard's trace ID as long as no trace is chosen.
    return isRunnable(fillIn(normalise(query), replaceIn()));
  }

  override applyTemplateVariables(query: Query, scopedVars: ScopedVars, filters?: AdHocVariableFilter[]): Query {
    const filled = fillIn(normalise(query), replaceIn(scopedVars), expandIn(scopedVars));
    return withAdHocFilters(filled, filters);
  }

  /** Lets a panel that is switched to this data source go on asking what it asked, see `importFrom`. */
  override async importQueries(queries: DataQuery[], origin: DataSourceApi): Promise<Query[]> {
    const { importFrom } = await import(/* webpackChunkName: "importing" */ './importing');
    return importFrom(origin, queries);
  }

  override async getTagKeys(options?: DataSourceGetTagKeysOptions<Query>): Promise<MetricFindValue[]> {
    return (await filterNames()).adHocKeys(this, options?.timeRange);
  }

  override async getTagValues(options: DataSourceGetTagValuesOptions<Query>): Promise<MetricFindValue[]> {
    return (await filterNames()).adHocValues(this, options);
  }
}

/** What is needed only when somebody opens a list of filters. */
function filterNames() {
  return import(/* webpackChunkName: "names" */ './adHocNames');
}
