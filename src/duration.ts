const nanosecond = 1;
const microsecond = 1000 * nanosecond;
const millisecond = 1000 * microsecond;
const second = 1000 * millisecond;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Units of Go's durations, in nanoseconds; both signs that Unicode has for micro are known. */
const goUnits: Record<string, number> = {
  ns: nanosecond,
  us: microsecond,
  µs: microsecond,
  μs: microsecond,
  ms: millisecond,
  s: second,
  m: minute,
  h: hour,
};

/** Units of a look-back: a duration's, days and weeks. */
const lookbackUnits: Record<string, number> = { ...goUnits, d: day, w: 7 * day };

/** Go keeps a duration as a signed 64-bit number of nanoseconds: about 292 years. */
const longest = 2 ** 63;

/**
 * Reads a duration that is not negative, in Go's syntax: '100ms', '1.5s', '1h2m', '0'.
 * The rules are those of https://pkg.go.dev/time#ParseDuration, because the backend reads the same text with it.
 *
 * @returns nanoseconds, or undefined when the text is no such duration
 */
export function parseDuration(text: string): number | undefined {
  return sum(text, goUnits);
}

/**
 * Reads a duration that may also count days and weeks: '7d', '2w', '1d12h'.
 *
 * @returns nanoseconds, or undefined when the text is no such duration
 */
export function parseLookback(text: string): number | undefined {
  return sum(text, lookbackUnits);
}

function sum(text: string, units: Record<string, number>): number | undefined {
  const unsigned = text.replace(/^\+/, '');
  if (unsigned === '0') {
    return 0;
  }
  let total = 0;
  let end = 0;
  for (const [part, amount, unit] of unsigned.matchAll(/(\d+\.?\d*|\.\d+)([^\d.]+)/gy)) {
    const length = units[unit ?? ''];
    if (length === undefined) {
      return undefined;
    }
    total += Number(amount) * length;
    end += part.length;
  }
  return end > 0 && end === unsigned.length && total < longest ? total : undefined;
}
