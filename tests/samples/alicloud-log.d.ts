/** The part of the official client that the samples and its witness use; the package brings no types. */
declare module '@alicloud/log' {
  import type { Agent } from 'node:http';

  /** Options of one request, handed through to the package's HTTP client. */
  export interface RequestOptions {
    agent?: Agent;
    /** ms. */
    timeout?: number;
  }

  export interface ClientConfig {
    /** A host with an optional port and an optional scheme; http without one. */
    endpoint: string;
    accessKeyId: string;
    accessKeySecret: string;
    securityToken?: string;
  }

  export interface LogGroup {
    /** `timestamp` in seconds, `timestampNsPart` in nanoseconds on top of it. */
    logs: Array<{ timestamp: number; timestampNsPart?: number; content: Record<string, string> }>;
    tags?: Array<Record<string, string>>;
    topic?: string;
    source?: string;
  }

  /** How one page of records is asked for. */
  export interface PageOptions {
    /** A search, SQL after its `|` if any. */
    query?: string;
    topic?: string;
    /** Rows of the page, 100 at the most; of no effect with SQL. */
    line?: number;
    offset?: number;
    /** Newest first. */
    reverse?: boolean;
    /** Exact order inside a minute, too. */
    accurate?: boolean;
    powerSql?: boolean;
  }

  /** Records between two borders, in seconds. */
  export interface HistogramPart {
    from: number;
    to: number;
    count: number;
    progress: string;
  }

  export default class Client {
    constructor(config: ClientConfig);
    getProject(project: string, options?: RequestOptions): Promise<unknown>;
    createProject(project: string, data: { description: string }, options?: RequestOptions): Promise<unknown>;
    listLogStore(
      project: string,
      page?: { logstoreName?: string; offset?: number; size?: number },
      options?: RequestOptions,
    ): Promise<unknown>;
    getLogStore(project: string, logstore: string, options?: RequestOptions): Promise<unknown>;
    createLogStore(
      project: string,
      logstore: string,
      data: { ttl: number; shardCount: number },
      options?: RequestOptions,
    ): Promise<unknown>;
    getIndexConfig(project: string, logstore: string, options?: RequestOptions): Promise<unknown>;
    createIndex(project: string, logstore: string, index: object, options?: RequestOptions): Promise<unknown>;
    /** Rows alone: the client keeps the headers, which say whether the answer is complete, to itself. */
    getLogs(
      project: string,
      logstore: string,
      from: Date,
      to: Date,
      page?: PageOptions,
      options?: RequestOptions,
    ): Promise<Array<Record<string, string>>>;
    getHistograms(
      project: string,
      logstore: string,
      from: Date,
      to: Date,
      search?: { query?: string; topic?: string; interval?: number },
      options?: RequestOptions,
    ): Promise<HistogramPart[]>;
    postLogStoreLogs(project: string, logstore: string, data: LogGroup, options?: RequestOptions): Promise<unknown>;
  }
}
