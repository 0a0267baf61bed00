import type { Span, Tag } from '../model';
import { tagsOf } from '../model';

/** A pod of bookinfo, as its sidecar names itself in spans. */
export interface Pod {
  /** The service name that Envoy reports: workload and namespace. */
  service: string;
  name: string;
  namespace: string;
  ip: string;
  /** The container beside the sidecar; the gateway has none. */
  container: string;
  app: string;
  canonicalService: string;
  canonicalRevision: string;
}

function pod(app: string, revision: string, suffix: string, ip: string): Pod {
  return {
    service: `${app}.default`,
    name: `${app}-${revision}-${suffix}`,
    namespace: 'default',
    ip,
    container: app,
    app,
    canonicalService: app,
    canonicalRevision: revision,
  };
}

/** The gateway through which all requests come. */
export const gateway: Pod = {
  service: 'istio-ingressgateway',
  name: 'istio-ingressgateway-7d6b8c9f54-wq8lm',
  namespace: 'istio-system',
  ip: '10.8.0.4',
  container: '',
  app: 'istio-ingressgateway',
  canonicalService: 'istio-ingressgateway',
  canonicalRevision: 'latest',
};

/** The product page. */
export const productpage = pod('productpage', 'v1', '84975bc778-n5vhd', '10.8.0.21');

/** The details of a book. */
export const details = pod('details', 'v1', '5f4d584748-zc2rt', '10.8.0.22');

/** The stars of a book's reviews. */
export const ratings = pod('ratings', 'v1', '6f98b7c4d5-8jq2x', '10.8.0.23');

/** The three versions of the reviews: without stars, with black ones, and the canary with red ones. */
export const reviews = {
  v1: pod('reviews', 'v1', '6b8d5f9cc7-x4l7p', '10.8.0.31'),
  v2: pod('reviews', 'v2', '74f7c5b8dd-2kd9s', '10.8.0.32'),
  v3: pod('reviews', 'v3', '5c9d7b6f44-t6bwh', '10.8.0.33'),
};

/** The port that bookinfo's services listen on. */
const port = 9080;

/** One HTTP request between two pods, as Envoy saw it. */
export interface Exchange {
  from: Pod;
  to: Pod;
  path: string;
  requestID: string;
  /** HTTP status; 0 when the caller went away before there was one. */
  status: number;
  /** Envoy's response flags, `-` for none: https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage */
  flags: string;
  responseSize: number;
}

/** The operation that Istio gives to both sides' spans: authority and path. */
export function operation({ to, path }: Exchange): string {
  const path1 = to === productpage ? path : '/*';
  return `${to.app}.default.svc.cluster.local:${port}${path1}`;
}

/** The tags that Envoy and Istio put on the span of one side of a request. */
export function envoyTags(exchange: Exchange, side: 'client' | 'server'): Tag[] {
  const { from, to, path, requestID, status, flags, responseSize } = exchange;
  const reporter = side === 'client' ? from : to;
  const proxy = reporter === gateway ? 'router' : 'sidecar';
  const host = from === gateway ? 'bookinfo.example.com' : `${to.app}:${port}`;
  return tagsOf({
    component: 'proxy',
    downstream_cluster: '-',
    'guid:x-request-id': requestID,
    'http.method': 'GET',
    'http.protocol': 'HTTP/1.1',
    'http.status_code': String(status),
    'http.url': `http://${host}${path}`,
    'internal.span.format': 'zipkin',
    'istio.canonical_revision': reporter.canonicalRevision,
    'istio.canonical_service': reporter.canonicalService,
    'istio.mesh_id': 'cluster.local',
    'istio.namespace': reporter.namespace,
    node_id: `${proxy}~${reporter.ip}~${reporter.name}.${reporter.namespace}~${reporter.namespace}.svc.cluster.local`,
    'peer.address': from === gateway && side === 'client' ? '203.0.113.7' : from.ip,
    request_size: '0',
    response_flags: flags,
    response_size: String(responseSize),
    upstream_cluster: side === 'client' ? `outbound|${port}||${to.app}.default.svc.cluster.local` : `inbound|${port}||`,
    user_agent: from === gateway ? 'Mozilla/5.0 (X11; Linux x86_64)' : (userAgents[from.app] ?? '-'),
  });
}

const userAgents: Record<string, string> = {
  productpage: 'python-requests/2.31.0',
  reviews: 'Apache-CXF/3.5.5',
};

/** Whether Envoy marks a span with this status as an error: 5xx, or no answer at all. */
export function failed(status: number): boolean {
  return status === 0 || status >= 500;
}

/** The process tags that Jaeger makes of a Zipkin endpoint. */
export function processTags({ ip }: Pod): Span['resource'] {
  return tagsOf({ ip });
}
