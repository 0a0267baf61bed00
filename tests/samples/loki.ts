import type { LogLine } from './model';

/** How many lines go in one request. */
const maxLines = 2_000;

/**
 * Writes log lines through Loki's push API and says how many
 * (https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs).
 */
export async function pushLogLines(url: string, lines: LogLine[]): Promise<number> {
  const sorted = [...lines].sort((a, b) => a.time - b.time);
  for (let from = 0; from < sorted.length; from += maxLines) {
    const response = await fetch(new URL('/loki/api/v1/push', url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ streams: streams(sorted.slice(from, from + maxLines)) }),
    });
    if (!response.ok) {
      throw new Error(`Loki at ${url} refused the log lines: ${response.status} ${await response.text()}`);
    }
  }
  return sorted.length;
}

interface Stream {
  stream: Record<string, string>;
  values: Array<[time: string, line: string, metadata?: Record<string, string>]>;
}

/** Lines by their labels, in the order of time within each stream. */
export function streams(lines: LogLine[]): Stream[] {
  const byLabels = new Map<string, Stream>();
  for (const { time, labels, line, metadata } of lines) {
    const key = JSON.stringify(labels);
    const stream = byLabels.get(key) ?? { stream: labels, values: [] };
    byLabels.set(key, stream);
    const nanoseconds = `${time}000`;
    stream.values.push(Object.keys(metadata).length > 0 ? [nanoseconds, line, metadata] : [nanoseconds, line]);
  }
  return [...byLabels.values()];
}
