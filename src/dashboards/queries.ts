import plugin from '../plugin.json';

/** A reference to a data source, as panels and their targets hold it. */
export interface SourceRef {
  type: string;
  uid: string;
}

/** The data source that was chosen at the top of the board. */
export const chosenSource: SourceRef = { type: plugin.id, uid: '${datasource}' };

/** Grafana's own expressions over the answers of other targets. */
const expressions: SourceRef = { type: '__expr__', uid: '__expr__' };

/** One query of a panel. Fields that are undefined are not written. */
export interface Target {
  refId: string;
  datasource: SourceRef;
  [field: string]: unknown;
}

type Measure = 'rate' | 'count' | 'errorRate' | 'errorPercentage' | 'successRate' | 'quantiles' | 'average' | 'heatmap';

/** What is asked of the spans: the fields of a query of type `metrics` that the boards use. */
export interface Metrics {
  measure: Measure;
  over: 'serverSpans' | 'entrySpans';
  service?: string;
  tags?: ReadonlyArray<{ key: string; operator: '=' | '!='; value: string }>;
  quantiles?: readonly number[];
  groupBy?: readonly string[];
  instant?: true;
  compareWith?: string;
  legend?: string;
  exemplars?: true;
}

/** A target for figures about spans, in the full form in which the editor saves it. */
export function metrics(refId: string, asked: Metrics): Target {
  return { refId, datasource: chosenSource, queryType: 'metrics', ...asked, topBy: 'count', seriesLimit: 20 };
}

/** A target that is needed by an expression only. */
export function hidden(target: Target): Target {
  return { ...target, hide: true };
}

/** A target that computes with the answers of others. */
export function math(refId: string, expression: string): Target {
  return { refId, datasource: expressions, type: 'math', expression };
}

/** What is asked of the traces: the fields of a query of type `search` that the boards use. */
interface Search {
  service: string;
  operation?: string;
  spanKind?: 'server';
  status?: string;
  minDuration?: string;
  limit: number;
}

/** A target for a list of traces. */
export function search(asked: Search): Target {
  return { refId: 'A', datasource: chosenSource, queryType: 'search', ...asked };
}

/** A target for the one trace that was chosen. */
export const chosenTrace: Target = {
  refId: 'A',
  datasource: chosenSource,
  queryType: 'traceId',
  query: '$traceId',
};

/** A target for who calls whom, all services of them. */
export const callsBetweenServices: Target = { refId: 'A', datasource: chosenSource, queryType: 'serviceGraph' };
