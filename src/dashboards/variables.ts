import plugin from '../plugin.json';
import { chosenSource, type SourceRef } from './queries';

/** A variable at the top of a board, as Grafana 11.0 stores it. */
export interface Variable {
  name: string;
  type: 'datasource' | 'textbox' | 'custom' | 'query' | 'adhoc';
  label: string;
  /** A text, or what the data source lists. */
  query?: string | object;
  description?: string;
  current?: { text: string | string[]; value: string | string[] };
  datasource?: SourceRef;
  /** Keeps the names that fit. */
  regex?: string;
  /** 1 asks when the board is opened, 2 also when the time range changes. */
  refresh?: 1 | 2;
  /** 1 sorts by the alphabet. */
  sort?: 1;
  multi?: boolean;
  includeAll?: boolean;
  filters?: never[];
}

/** The data source that a board asks. */
export const source: Variable = {
  name: 'datasource',
  type: 'datasource',
  label: 'Data source',
  query: plugin.id,
  refresh: 1,
};

/** A variable that is typed in. An empty one is no condition, unless its description says otherwise. */
export function textbox(name: string, label: string, description: string, text = ''): Variable {
  // Grafana 11.0 begins with the current value, and takes the query for it only once that was saved.
  return { name, type: 'textbox', label, query: text, description, current: { text, value: text } };
}

/** What a variable of names lists, see `VariableQuery` in src/types.ts. */
interface Listed {
  kind: 'services' | 'operations' | 'tagKeys';
  service?: string;
}

function names(name: string, label: string, description: string, listed: Listed): Variable {
  const query = { refId: name, ...listed };
  return { name, type: 'query', label, description, datasource: chosenSource, query, refresh: 2, sort: 1 };
}

/** Several names, or all, which is no condition. */
function anyOf(variable: Variable): Variable {
  return { ...variable, multi: true, includeAll: true, current: { text: ['All'], value: ['$__all'] } };
}

/** The services to look at, by the same name on every board, so that links keep them. */
export const service = anyOf(names('service', 'Service', 'One service, several or all', { kind: 'services' }));

/** The operations to look at: those of the services. */
export const operation = anyOf(
  names('operation', 'Operation', 'Operations of the service', { kind: 'operations', service: '$service' }),
);

/** The tag that tells versions apart, among those that are named like one. */
export const versionTag: Variable = {
  ...names(
    'versionTag',
    'Version tag',
    'The tag that names the version: an indexed tag of the span or of its resource, with version or revision in its key',
    { kind: 'tagKeys' },
  ),
  regex: '/version|revision/i',
  current: { text: 'istio.canonical_revision', value: 'istio.canonical_revision' },
};

/** Conditions on anything that a span has, for every panel of a board. */
export const filters: Variable = {
  name: 'filters',
  type: 'adhoc',
  label: 'Filters',
  description: 'Only spans with these tags',
  datasource: chosenSource,
  filters: [],
};

/** A mark of traces in the graphs of a board. */
export interface Annotation {
  name: string;
  datasource: SourceRef;
  enable: boolean;
  iconColor: string;
  target: { refId: string; queryType: 'search'; service?: string; spanKind?: 'server'; status: 'error'; limit: number };
}

/**
 * The newest failing requests. It is off until somebody wants it, since it costs a search for each refresh of a board.
 */
export function failingTraces(asked: { service?: string } = {}): Annotation {
  return {
    name: 'Failing traces',
    datasource: chosenSource,
    enable: false,
    iconColor: 'red',
    target: { refId: 'Anno', queryType: 'search', ...asked, spanKind: 'server', status: 'error', limit: 50 },
  };
}
