import { endOf, type LogLine, type Span, type Trace } from '../model';
import { details, gateway, productpage, ratings, reviews, type Pod } from './mesh';

const pods = [gateway, productpage, details, ratings, ...Object.values(reviews)];

/**
 * What the containers of bookinfo print for a trace: a line of Envoy's access log
 * for each span, and a line of the service itself for each request it served. The
 * trace ID stands in the line.
 */
export function logLines(trace: Trace): LogLine[] {
  return trace.spans
    .flatMap((span) => {
      const pod = podOf(span);
      const access = line(span, pod, 'istio-proxy', accessLine(span));
      // A flag means that the sidecar answered, or that nobody waited for the service's own answer.
      const served = span.kind === 'server' && tag(span, 'response_flags') === '-';
      return served ? [access, line(span, pod, pod.container, serviceLine(span, pod))] : [access];
    })
    .sort((a, b) => a.time - b.time);
}

function line(span: Span, { namespace, name, app }: Pod, container: string, text: string): LogLine {
  return { time: endOf(span), labels: { namespace, pod: name, app, container }, line: text, metadata: {} };
}

function podOf(span: Span): Pod {
  const ip = String(span.resource[0]?.value);
  const found = pods.find((pod) => pod.ip === ip);
  if (!found) {
    throw new Error(`No pod of bookinfo has the address ${ip}.`);
  }
  return found;
}

function tag(span: Span, key: string): string {
  return String(span.tags.find((candidate) => candidate.key === key)?.value ?? '-');
}

/** Istio's default access log format, with the B3 trace ID at its end. */
function accessLine(span: Span): string {
  const url = new URL(tag(span, 'http.url'));
  const time = new Date(span.start / 1000).toISOString();
  const milliseconds = Math.round(span.duration / 1000);
  const request = `"${tag(span, 'http.method')} ${url.pathname} ${tag(span, 'http.protocol')}"`;
  return [
    `[${time}] ${request} ${tag(span, 'http.status_code')} ${tag(span, 'response_flags')} - - "-"`,
    `${tag(span, 'request_size')} ${tag(span, 'response_size')} ${milliseconds} ${milliseconds}`,
    `"-" "${tag(span, 'user_agent')}" "${tag(span, 'guid:x-request-id')}" "${url.host}"`,
    `${tag(span, 'upstream_cluster')} traceID=${span.traceID}`,
  ].join(' ');
}

function serviceLine(span: Span, { app }: Pod): string {
  const path = new URL(tag(span, 'http.url')).pathname;
  return `level=INFO service=${app} msg="GET ${path}" status=${tag(span, 'http.status_code')} traceID=${span.traceID}`;
}
