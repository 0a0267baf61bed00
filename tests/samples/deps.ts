import { depsIndex } from './indexes';
import type { Row, Span, Trace } from './model';
import type { Logstore } from './sample';

/** How finely Log Service counts calls: each call once in every version. */
const allVersions = ['service', 'service_name', 'service_name_host', 'service_name_host_resource'] as const;

type Version = (typeof allVersions)[number];

/** What stands for the caller of a request from outside. */
const noCaller = 'None';

/** Calls of one pair, in one version and one minute. */
interface Counted {
  minute: number;
  version: Version;
  ends: Record<string, string>;
  succeeded: number;
  failed: number;
  /** µs. */
  latencies: number[];
}

/** The logstore in which a trace instance counts calls, with its index. */
export function depsLogstore(name: string): Logstore {
  return { name, index: depsIndex() };
}

/**
 * What the scheduled SQL jobs of a trace instance write of traces into the logstore
 * that counts calls: the documented fields
 * (https://www.alibabacloud.com/help/en/sls/trace-data-formats), minute by minute. Of
 * the two types only the kind is filled in; the percentiles are left empty, since
 * nothing but Log Service can read them.
 */
export function depsRows(traces: Trace[], logstore: string, versions: readonly Version[] = allVersions): Row[] {
  const counts = new Map<string, Counted>();
  for (const { spans } of traces) {
    const byID = new Map(spans.map((span) => [span.spanID, span]));
    for (const span of spans) {
      versions.forEach((version) => count(counts, version, span, byID.get(span.parentSpanID)));
    }
  }
  return [...counts.values()]
    .sort((a, b) => a.minute - b.minute)
    .map(({ minute, version, ends, succeeded, failed, latencies }) => ({
      logstore,
      time: minute * 60,
      topic: '',
      source: '',
      contents: [
        ['version', version],
        ...Object.entries(ends),
        ['n_status_succ', succeeded.toFixed(1)],
        ['n_status_fail', failed.toFixed(1)],
        ['sum_latency', latencies.reduce((sum, latency) => sum + latency, 0).toFixed(1)],
        ['min_latency', Math.min(...latencies).toFixed(1)],
        ['max_latency', Math.max(...latencies).toFixed(1)],
        ['inner_percentile', ''],
      ],
    }));
}

function count(counts: Map<string, Counted>, version: Version, span: Span, parent: Span | undefined): void {
  const minute = Math.floor(span.start / 60e6);
  const ends = { ...endOf('parent', version, parent), ...endOf('child', version, span) };
  const key = JSON.stringify([minute, version, ends]);
  const counted = counts.get(key) ?? { minute, version, ends, succeeded: 0, failed: 0, latencies: [] };
  counts.set(key, counted);
  counted[span.status === 'error' ? 'failed' : 'succeeded'] += 1;
  counted.latencies.push(span.duration);
}

/** What a version tells of one end of a call. */
function endOf(end: 'parent' | 'child', version: Version, span: Span | undefined): Record<string, string> {
  const resource = Object.fromEntries((span?.resource ?? []).map(({ key, value }) => [key, String(value)]));
  const { 'host.name': host = '', ...rest } = resource;
  const fields: Record<string, string> = { service: span?.service ?? noCaller };
  if (version !== 'service') {
    fields.name = span?.operation ?? '';
  }
  if (version.startsWith('service_name_host')) {
    fields.host = host;
  }
  if (version === 'service_name_host_resource') {
    fields.resource = JSON.stringify(rest);
  }
  fields.type = JSON.stringify(span ? { kind: span.kind } : {});
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [`${end}_${field}`, value]));
}
