/** The index of one field: https://www.alibabacloud.com/help/en/sls/developer-reference/api-createindex */
export interface FieldIndex {
  type: 'text' | 'long' | 'double' | 'json';
  alias: string;
  /** Whether SQL can read the field. */
  doc_value: boolean;
  caseSensitive?: boolean;
  chn?: boolean;
  /** The characters that part words; an empty list makes the whole value one word. */
  token?: string[];
  /** JSON only: whether text that `json_keys` doesn't name can be searched, and how deep. */
  index_all?: boolean;
  max_depth?: number;
  json_keys?: Record<string, Pick<FieldIndex, 'type' | 'alias' | 'doc_value'>>;
}

/** The index of a logstore: fields, and full text. */
export interface Index {
  keys: Record<string, FieldIndex>;
  line?: { token: string[]; caseSensitive: boolean; chn: boolean };
}

/** The delimiters that Log Service proposes. */
const delimiters = [...' ,\'";=()[]{}?@&<>/:\n\t\r'];

const fullText = { token: delimiters, caseSensitive: false, chn: false };

function text(token: string[]): FieldIndex {
  return { type: 'text', alias: '', doc_value: true, caseSensitive: false, chn: false, token };
}

function long(): FieldIndex {
  return { type: 'long', alias: '', doc_value: true };
}

/** A text index that takes the whole value for one word. */
function whole(): FieldIndex {
  return text([]);
}

function json(keys: Record<string, 'text' | 'long' | 'double'>): FieldIndex {
  const children = Object.entries(keys).map(([key, type]) => [key, { type, alias: '', doc_value: true }] as const);
  return { ...text(delimiters), type: 'json', index_all: true, max_depth: -1, json_keys: Object.fromEntries(children) };
}

function each(keys: string[], index: () => FieldIndex): Record<string, FieldIndex> {
  return Object.fromEntries(keys.map((key) => [key, index()]));
}

/** The tags that Jaeger's legacy writer thinks worth an index: those of Envoy in Istio. */
const istioTags = [
  'component',
  'downstream_cluster',
  'guid:x-request-id',
  'http.method',
  'http.protocol',
  'http.status_code',
  'http.url',
  'node_id',
  'response_flags',
  'span.kind',
  'upstream_cluster',
  'user_agent',
];

/**
 * The index that Jaeger's legacy writer creates (aliyun/aliyun-log-jaeger v0.3.4,
 * plugin/storage/aliyunlog/spanstore/span_writer_resource_init.go), with the
 * tags that a user added to it.
 */
export function legacyIndex(addedTags: string[]): Index {
  return {
    keys: {
      ...each(['duration', 'startTime', 'tags.request_size', 'tags.response_size'], long),
      ...each(['operationName', 'process.serviceName', 'spanID'], () => text(delimiters)),
      ...each(['traceID', 'parentSpanID', 'process.tags.ip'], whole),
      ...each(
        [...istioTags, ...addedTags].map((tag) => `tags.${tag}`),
        whole,
      ),
    },
    line: fullText,
  };
}

/**
 * The index of a trace instance's logstore of spans, as the console makes it.
 * Its JSON is in no public place; the fields are those of the documented record
 * (https://www.alibabacloud.com/help/en/sls/user-guide/trace-data-formats).
 */
export function instanceIndex(
  attribute: Record<string, 'text' | 'long' | 'double'>,
  resource: Record<string, 'text' | 'long' | 'double'>,
): Index {
  const texts = ['service', 'name', 'kind', 'traceID', 'spanID', 'parentSpanID', 'statusCode', 'statusMessage', 'host'];
  return {
    keys: {
      ...each([...texts, 'logs', 'links'], () => text(delimiters)),
      ...each(['start', 'end', 'duration'], long),
      attribute: json(attribute),
      resource: json(resource),
    },
    line: fullText,
  };
}

/**
 * The index of a trace instance's logstore that counts calls. Its JSON is in no public
 * place either; words are not parted at the underscores of a version.
 */
export function depsIndex(): Index {
  const sides = ['parent', 'child'];
  const texts = ['service', 'name', 'host', 'resource', 'type'].flatMap((field) =>
    sides.map((side) => `${side}_${field}`),
  );
  const numbers = ['n_status_succ', 'n_status_fail', 'sum_latency', 'min_latency', 'max_latency'];
  return {
    keys: {
      ...each(['version', ...texts], () => text(delimiters)),
      ...each(numbers, () => ({ ...long(), type: 'double' as const })),
    },
    line: fullText,
  };
}

/** An index for a logstore in which records of both families lie side by side. */
export function mixedIndex(legacy: Index, instance: Index): Index {
  return { keys: { ...legacy.keys, ...instance.keys, ...legacyIDs(legacy) }, line: fullText };
}

/** The ID fields have the same names in both families; the whole value as one word suits both. */
function legacyIDs({ keys }: Index): Record<string, FieldIndex> {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => key === 'traceID' || key === 'parentSpanID'));
}
