import type { DataSourceJsonData } from '@grafana/data';

/** How the backend reaches the traces: straight from the logstore, or through Jaeger's query service. */
export type Access = 'logService' | 'jaegerQuery';

/** Where spans are kept: a trace instance (its spans in the logstore `<instance>-traces`) or a logstore of any name. */
export type StoreType = 'instance' | 'logstore';

/** How the backend proves to Alibaba Cloud who it is. */
export type CredentialsType = 'accessKey' | 'stsToken' | 'ecsRamRole' | 'rrsa';

/**
 * What Grafana's trace view reads from the settings of any data source that gave a trace: links from a span to logs,
 * metrics and profiles, and what is written on a span's bar. Of these the backend uses only tracesToProfiles: the trace
 * view expects the link itself on a field of the trace.
 */
export interface TraceViewSettings {
  tracesToLogsV2?: SpanLinkSettings & {
    customQuery?: boolean;
    query?: string;
    filterByTraceID?: boolean;
    filterBySpanID?: boolean;
  };
  tracesToMetrics?: SpanLinkSettings & { queries?: Array<{ name?: string; query?: string }> };
  tracesToProfiles?: SpanLinkSettings & { customQuery?: boolean; query?: string; profileTypeId?: string };
  spanBar?: { type?: 'None' | 'Duration' | 'Tag'; tag?: string };
}

/**
 * A link that each span gets besides: to an address, or to a query of another data source. The texts may hold Grafana's
 * variables of a span, such as `${__span.traceId}`.
 */
export interface SpanLink {
  title: string;
  /** An http or https address, or a path within Grafana; absent for a link to a data source. */
  url?: string;
  datasourceUid?: string;
  /** The query as the data source stores it. Text that is no JSON yet is kept for its author to mend. */
  query?: object | string;
}

/** A link from a span to another data source. Shifts widen the span's own time, such as '-5m' and '5m'. */
export interface SpanLinkSettings {
  datasourceUid?: string;
  /** Tags of the span to look for there, under another name when `value` has one. */
  tags?: Array<{ key: string; value?: string }>;
  spanStartTimeShift?: string;
  spanEndTimeShift?: string;
}

/**
 * How Jaeger's query service is asked, by the names that Grafana's own data sources have for it. Its URL and basic
 * authentication are beside these settings, see `Beside`.
 */
export interface JaegerSettings {
  /** Whether Grafana forwards the identity of the user who asks, and which of their cookies. */
  oauthPassThru?: boolean;
  keepCookies?: string[];
  /** Whether the backend shows a certificate of its own, trusts an authority of its own, or trusts just any server. */
  tlsAuth?: boolean;
  tlsAuthWithCACert?: boolean;
  tlsSkipVerify?: boolean;
  /** The name that the server's certificate must be for, if not the host of the URL. */
  serverName?: string;
  enableSecureSocksProxy?: boolean;
  /** Headers to send; the value of each is a secret of the same number. */
  [header: `httpHeaderName${number}`]: string | undefined;
}

/** What Grafana keeps of a data source beside its settings, for all kinds of them. */
export interface Beside {
  /** The address of Jaeger's query service, with the path it is served under, if any. */
  url?: string;
  basicAuth?: boolean;
  basicAuthUser?: string;
}

/** The settings of a data source that anyone who may see it may read. Its twin is pkg/models. */
export interface Settings extends DataSourceJsonData, TraceViewSettings, JaegerSettings {
  /** Log Service when absent. */
  access?: Access;
  /** Address of Log Service in a region, or of a gateway to it: a host, with a scheme and port when not https on 443. */
  endpoint?: string;
  /** The region's ID, such as cn-hangzhou. With it requests are signed with version 4, without it with version 1. */
  region?: string;
  project?: string;
  storeType?: StoreType;
  /** Name of the trace instance, without the ending of any of its logstores. */
  instance?: string;
  logstore?: string;
  credentialsType?: CredentialsType;
  /** Role of the ECS instance that Grafana runs on; without it the instance's only role is asked for. */
  ecsRoleName?: string;
  /** A role to assume with the credentials, in any type but rrsa. */
  assumeRoleArn?: string;
  assumeRoleExternalId?: string;
  assumeRoleSessionName?: string;
  /** The role and the OIDC provider of RRSA in an ACK cluster. */
  rrsaRoleArn?: string;
  rrsaProviderArn?: string;
  /** Whether statements ask for dedicated (enhanced) SQL, which is billed by CPU time. */
  dedicatedSql?: boolean;
  /** How far before a query's range a trace ID is still looked for: a duration that may also have 'w' and 'd'. */
  traceLookback?: string;
  /** The most SQL statements, and the most searches, under way at one time; 1 to 100. Jaeger is only searched. */
  maxSqlRequests?: number;
  maxSearchRequests?: number;
  /** The most spans of a trace that are shown, 1 to 100,000. */
  maxSpans?: number;
  /** Seconds that one request may take. */
  timeout?: number;
  /** Whether a trace comes with a graph of its spans. Grafana's own sources of traces have the setting here, too. */
  nodeGraph?: { enabled?: boolean };
  /** Links of each span to anywhere else. */
  spanLinks?: SpanLink[];
}

/** Secrets of a data source: Grafana encrypts them and never gives them back to a browser. */
export interface SecureSettings {
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
  basicAuthPassword?: string;
  bearerToken?: string;
  /** Certificates and the key in PEM. */
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
  [header: `httpHeaderValue${number}`]: string | undefined;
}
