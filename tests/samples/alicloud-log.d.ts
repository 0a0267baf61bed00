/** The part of the official client that the samples use; the package brings no types. */
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
    logs: Array<{ timestamp: number; content: Record<string, string> }>;
    topic?: string;
    source?: string;
  }

  export default class Client {
    constructor(config: ClientConfig);
    getProject(project: string, options?: RequestOptions): Promise<unknown>;
    createProject(project: string, data: { description: string }, options?: RequestOptions): Promise<unknown>;
    getLogStore(project: string, logstore: string, options?: RequestOptions): Promise<unknown>;
    createLogStore(
      project: string,
      logstore: string,
      data: { ttl: number; shardCount: number },
      options?: RequestOptions,
    ): Promise<unknown>;
    getIndexConfig(project: string, logstore: string, options?: RequestOptions): Promise<unknown>;
    createIndex(project: string, logstore: string, index: object, options?: RequestOptions): Promise<unknown>;
    postLogStoreLogs(project: string, logstore: string, data: LogGroup, options?: RequestOptions): Promise<unknown>;
  }
}
