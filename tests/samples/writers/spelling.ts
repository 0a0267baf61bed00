import type { TagValue } from '../model';

/** Hexadecimal digits without leading zeros, as Go's `%x` prints a number; zero is `0`. */
export function unpadded(id: string): string {
  return id.replace(/^0+(?=.)/, '') || '0';
}

/** A trace ID as Jaeger prints it from December 2018 on: 16 digits if its high half is zero, otherwise 32. */
export function shortTraceID(id: string): string {
  return /^0{16}/.test(id) ? id.slice(16) : id;
}

/** Binary tags of the forks are cut after this many bytes. */
const maxBinaryBytes = 256;

/**
 * A tag as text, as Jaeger's `KeyValue.AsString` prints it (jaegertracing/jaeger,
 * model/keyvalue.go): doubles with ten significant digits, bytes in hexadecimal.
 */
export function jaegerText(value: TagValue): string {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('hex');
  }
  return typeof value === 'number' ? goFloat(value, 10) : String(value);
}

/** As `jaegerText`, with long binary values cut, as the forks of Jaeger print them. */
export function forkText(value: TagValue): string {
  if (value instanceof Uint8Array && value.length > maxBinaryBytes) {
    return `${Buffer.from(value.subarray(0, maxBinaryBytes)).toString('hex')}...`;
  }
  return jaegerText(value);
}

/**
 * A tag as text, as OpenCensus attributes were printed by the collector of 2020
 * (open-telemetry/opentelemetry-collector-contrib, attributeValueToString):
 * shortest digits of a double. OpenCensus has no bytes; they arrive as base64.
 */
export function openCensusText(value: TagValue): string {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  return typeof value === 'number' ? goFloat(value) : String(value);
}

/**
 * A resource attribute as text, as OpenTelemetry's collector prints it today
 * (https://pkg.go.dev/go.opentelemetry.io/collector/pdata/pcommon#Value.AsString):
 * bytes in base64, doubles as JSON has them.
 */
export function openTelemetryText(value: TagValue): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
}

/**
 * A double as Go's `strconv.FormatFloat(value, 'g', precision, 64)`; without a
 * precision, the shortest digits (-1), for which exponents begin at 6
 * (https://pkg.go.dev/strconv#FormatFloat).
 */
function goFloat(value: number, precision?: number): string {
  const rounded = precision === undefined ? value : Number(value.toPrecision(precision));
  const [mantissa = '', exponentText = '0'] = rounded.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < (precision ?? 6)) {
    return String(rounded);
  }
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
