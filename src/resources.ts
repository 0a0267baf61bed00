/** The one method of a data source that completion needs: `DataSourceWithBackend` has it. */
export interface ResourceClient {
  getResource<T>(path: string, params?: Record<string, string | number>): Promise<T>;
}

/** Where to look for names: in a stretch of time, among those that begin with a prefix, in any case. */
export interface NamesQuery {
  /** Both ends in milliseconds since 1970; the end itself is not part of the range. */
  from: number;
  to: number;
  prefix?: string;
}

/** Names to choose from, each once, in alphabetical order. */
export interface Names {
  values: string[];
  /** Whether there are more than the backend gives at a time, so that a longer prefix would show others. */
  more: boolean;
}

/** Asks for the services with spans in the range. Fails as `getResource` does, with the backend's sentence. */
export function services(client: ResourceClient, query: NamesQuery): Promise<Names> {
  return client.getResource('services', { ...query });
}

/** Asks for the operations of a service, or of all services when it is empty. */
export function operations(client: ResourceClient, query: NamesQuery, service: string): Promise<Names> {
  // A parameter and not a part of the path: names hold slashes, which proxies unescape.
  return client.getResource('operations', { ...query, service });
}

/** Asks for the keys that a tag filter can use: those that the logstore's index knows. */
export function tagKeys(client: ResourceClient, query: NamesQuery): Promise<Names> {
  return client.getResource('tagKeys', { ...query });
}

/** Asks for the values of a tag on the spans of a service, or of all services when it is empty. */
export function tagValues(client: ResourceClient, query: NamesQuery, tag: string, service: string): Promise<Names> {
  return client.getResource('tagValues', { ...query, tag, service });
}
