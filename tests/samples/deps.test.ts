/** @jest-environment node */
import { bookinfo } from './bookinfo/sample';
import { historyOf } from './build';
import { cargoes } from './catalogue';
import { depsRows } from './deps';
import { emojivoto } from './emojivoto/sample';
import { factsOf } from './facts';
import type { Row } from './model';
import { baseTime, defaultSeed } from './sample';

const now = Date.parse(baseTime) * 1_000;

function fieldsOf(rows: Row[]): Array<Record<string, string>> {
  return rows.map(({ contents }) => Object.fromEntries(contents));
}

function sumOf(records: Array<Record<string, string>>, field: string): number {
  return records.reduce((sum, record) => sum + Number(record[field]), 0);
}

describe.each([bookinfo, emojivoto])('the counted calls of $name', (sample) => {
  const traces = historyOf(sample, defaultSeed, now, 30);
  const spans = traces.flatMap((trace) => trace.spans);
  const [first] = traces;
  const facts = factsOf(traces, first?.id ?? '', first?.id ?? '');
  const rows = depsRows(traces, 'deps');
  const records = fieldsOf(rows);

  test.each(['service', 'service_name', 'service_name_host', 'service_name_host_resource'])(
    'have each call once in version %s',
    (version) => {
      const counted = records.filter((record) => record.version === version);
      expect(sumOf(counted, 'n_status_succ') + sumOf(counted, 'n_status_fail')).toBe(spans.length);
      expect(sumOf(counted, 'sum_latency')).toBe(spans.reduce((sum, { duration }) => sum + duration, 0));
    },
  );

  test('are those of the facts', () => {
    const coarse = records.filter(({ version }) => version === 'service');
    for (const { parent, child, count, failed } of facts.edges) {
      const edge = coarse.filter(
        ({ parent_service, child_service }) => parent_service === parent && child_service === child,
      );
      expect([sumOf(edge, 'n_status_succ'), sumOf(edge, 'n_status_fail')]).toEqual([count - failed, failed]);
    }
    const entries = coarse.filter(({ parent_service }) => parent_service === 'None');
    expect(sumOf(entries, 'n_status_succ') + sumOf(entries, 'n_status_fail')).toBe(traces.length);
  });

  test('lie at whole minutes of the history', () => {
    expect(rows.filter(({ time }) => time % 60 !== 0 || time < now / 1e6 - 1_860 || time > now / 1e6)).toEqual([]);
  });
});

test.each([true, false])('are written if they are asked for: %s', (deps) => {
  const cargo = cargoes.emojivoto?.({ now, minutes: 30, seed: defaultSeed, deps });
  const logstore = cargo?.logstores.find(({ name }) => name === 'emojivoto-traces-deps');
  expect(logstore?.index?.keys.version !== undefined).toBe(deps);
  expect(cargo?.rows.some((row) => row.logstore === logstore?.name)).toBe(deps);
});
