import { endOf, type LogLine, type Span, type Trace } from '../model';
import { pods, proxyService } from './mesh';

/**
 * What the containers of emojivoto print for a trace: Linkerd's access log for
 * each span of an incoming proxy, and a line of the application for each span of
 * its own. The IDs are structured metadata, as an OTLP log collector leaves them.
 */
export function logLines(trace: Trace): LogLine[] {
  return trace.spans
    .filter((span) => span.service !== proxyService || span.kind === 'server')
    .map(logLine)
    .sort((a, b) => a.time - b.time);
}

function logLine(span: Span): LogLine {
  const name = resource(span, 'k8s.pod.name');
  const container = resource(span, 'k8s.container.name');
  const app = pods.find((pod) => pod.name === name)?.deployment ?? '';
  return {
    time: endOf(span),
    labels: { namespace: resource(span, 'k8s.namespace.name'), pod: name, app, container },
    line: span.service === proxyService ? accessLine(span) : applicationLine(span),
    metadata: { trace_id: span.traceID, span_id: span.spanID },
  };
}

/** The shape of Linkerd's JSON access log: https://linkerd.io/2/features/access-logging/ */
function accessLine(span: Span): string {
  return JSON.stringify({
    method: tag(span, 'http.method'),
    uri: `http://${tag(span, 'authority')}${tag(span, 'http.path')}`,
    host: tag(span, 'authority'),
    timestamp: new Date(span.start / 1000).toISOString(),
    processing_ns: String(span.duration * 1000),
    status: tag(span, 'http.status_code'),
  });
}

function applicationLine(span: Span): string {
  const level = span.status === 'error' ? 'error' : 'info';
  const milliseconds = (span.duration / 1000).toFixed(1);
  const message = span.statusMessage === '' ? 'done' : span.statusMessage;
  return `level=${level} kind=${span.kind} operation="${span.operation}" duration=${milliseconds}ms msg="${message}"`;
}

function tag(span: Span, key: string): string {
  return String(span.tags.find((candidate) => candidate.key === key)?.value ?? '-');
}

function resource(span: Span, key: string): string {
  return String(span.resource.find((candidate) => candidate.key === key)?.value ?? '-');
}
