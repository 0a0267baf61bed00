/** What Grafana is told about a request of a form. */
export interface ResourceOptions {
  /** An error is shown where a person types, not in a corner of the page as well, unless there is no such place. */
  showErrorAlert: boolean;
  /** A new request with the same ID makes Grafana cancel the one before. */
  requestId?: string;
}

/** The one method of a data source that forms need: `DataSourceWithBackend` has it. */
export interface ResourceClient {
  getResource<T>(path: string, params?: Record<string, string | number>, options?: ResourceOptions): Promise<T>;
}

/** Where to look for names: in a stretch of time, among those that begin with a prefix, in any case. */
export interface NamesQuery {
  /** Both ends in milliseconds since 1970, or neither for the last hour; the end itself is not part of the range. */
  from?: number;
  to?: number;
  prefix?: string;
  /** Who asks; only the newest request of one asker is of use. */
  requestId?: string;
  /** The most names to give; {@link mostNames} when absent. */
  limit?: number;
  /** Whether Grafana shows an error in a corner of the page, for an asker that can't. */
  alert?: boolean;
}

/** Names to choose from, each once, in alphabetical order. */
export interface Names {
  values: string[];
  /** Whether there are more than the backend gives at a time, so that a longer prefix would show others. */
  more: boolean;
  /** What to know about the names, such as that Log Service did not look at everything. */
  notices: Array<{ severity: string; text: string }>;
  /** What is known of each of the keys of tags; other names have none. Its twin is in pkg/plugin/resources.go. */
  about?: Record<string, TagFacts>;
}

/** Whether a store's index has a field of its own for a tag; unknown of stores that don't tell. */
export type Indexing = 'indexed' | 'notIndexed' | 'unknown';

/** Whose tags have a key, as far as the backend looked: spans', resources', or both. */
export interface TagFacts {
  span?: Indexing;
  resource?: Indexing;
}

/** The most names that are asked for at a time: more than anyone reads through, and few enough to draw at once. */
export const mostNames = 200;

/** The most names that the backend gives at a time: its twin is in pkg/plugin/resources.go. */
export const allNames = 1000;

/** Asks for the services with spans in the range. Fails as `getResource` does, see {@link sentence}. */
export function services(client: ResourceClient, query: NamesQuery): Promise<Names> {
  return ask(client, 'services', query);
}

/** Asks for the operations of a service, or of all services when it is empty. */
export function operations(client: ResourceClient, query: NamesQuery, service: string): Promise<Names> {
  // A parameter and not a part of the path: names hold slashes, which proxies unescape.
  return ask(client, 'operations', query, { service });
}

/** Asks for the keys that a tag filter can use: those that the logstore's index knows. */
export function tagKeys(client: ResourceClient, query: NamesQuery): Promise<Names> {
  return ask(client, 'tagKeys', query);
}

/** Asks for the values of a tag on the spans of a service, or of all services when it is empty. */
export function tagValues(client: ResourceClient, query: NamesQuery, tag: string, service: string): Promise<Names> {
  return ask(client, 'tagValues', query, { tag, service });
}

/** What to say a statement of, and for when. */
export interface StatementQuery extends Pick<NamesQuery, 'from' | 'to' | 'requestId'> {
  /** A query of metrics with the values of variables in it. */
  query: object;
  /** Grafana's own step in milliseconds; the backend guesses one when there is none. */
  interval?: number;
}

/** Asks which statement a query sends to Log Service, without sending it. Fails as `getResource` does. */
export async function statement(
  client: ResourceClient,
  { query, from, to, interval, requestId }: StatementQuery,
): Promise<string> {
  const params = {
    query: JSON.stringify(query),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(interval !== undefined && { interval }),
  };
  const answer = await client.getResource<{ statement: string }>('statement', params, optionsOf(requestId));
  return answer.statement;
}

function optionsOf(requestId: string | undefined, showErrorAlert = false): ResourceOptions {
  return { showErrorAlert, ...(requestId !== undefined && { requestId }) };
}

function ask(
  client: ResourceClient,
  path: string,
  { requestId, alert, limit = mostNames, ...query }: NamesQuery,
  more: Record<string, string> = {},
): Promise<Names> {
  const params = { ...query, ...more, limit };
  return client.getResource(path, params, optionsOf(requestId, alert));
}

/**
 * Says why a request failed: the backend's own sentence, Grafana's when the backend was not reached.
 *
 * @param error - what `getResource` was rejected with: an Error, or Grafana's FetchError, which is none
 */
export function sentence(error: unknown): string | undefined {
  const { data, message, statusText } = Object(error) as {
    data?: { error?: unknown; message?: unknown };
    message?: unknown;
    statusText?: unknown;
  };
  return [data?.error, data?.message, message, statusText].find(
    (text): text is string => typeof text === 'string' && text !== '',
  );
}
