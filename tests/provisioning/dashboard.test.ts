/** @jest-environment node */
import { readFileSync } from 'node:fs';

import type { DataQuery } from '@grafana/schema';

import { fillIn, isRunnable, normalise, textFields, type StoredQuery } from '../../src/query';
import { dashboardUID, pluginID } from '../demo/places';

interface Panel {
  title: string;
  type: string;
  targets?: Array<DataQuery & StoredQuery>;
  fieldConfig?: { overrides: Array<{ properties: Array<{ id: string; value: unknown }> }> };
}

interface Dashboard {
  uid: string;
  templating: { list: Array<{ name: string; type: string; query: string }> };
  panels: Panel[];
}

const dashboard = JSON.parse(readFileSync('provisioning/dashboards/traces.json', 'utf8')) as Dashboard;
const names = dashboard.templating.list.map(({ name }) => name);
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? []);
const links = dashboard.panels
  .flatMap((panel) => panel.fieldConfig?.overrides ?? [])
  .flatMap(({ properties }) => properties)
  .filter(({ id }) => id === 'links')
  .flatMap(({ value }) => value as Array<{ url: string }>);

test('its queries are in full form, and ask the data source that was chosen', () => {
  expect(targets.map(({ queryType }) => queryType)).toEqual(['search', 'traceId']);
  for (const target of targets) {
    expect(target).toEqual(normalise(target));
    expect(target.datasource).toEqual({ type: pluginID, uid: '${datasource}' });
  }
  expect(dashboard.templating.list.find(({ type }) => type === 'datasource')?.query).toBe(pluginID);
});

test('every variable that a query has is one of its own', () => {
  const texts = targets.flatMap((target) => [...textFields, 'query' as const].map((field) => target[field]));
  const used = texts.flatMap((text) => (typeof text === 'string' ? [...text.matchAll(/\$(\w+)/g)] : []));
  expect(used.map(([, name]) => name).sort()).toEqual(names.filter((name) => name !== 'datasource').sort());
});

test('nothing chosen means any trace to the search, and nothing to ask to the trace view', () => {
  const empty = targets.map((target) => fillIn(normalise(target), (text) => text.replace(/\$\w+/g, '')));
  expect(normalise(empty[0]!)).toEqual({
    refId: 'A',
    datasource: targets[0]!.datasource,
    queryType: 'search',
    limit: 50,
  });
  expect(isRunnable(empty[1]!)).toBe(false);
});

test("a trace ID's link keeps what was chosen, and puts the ID where the trace view reads it", () => {
  expect(links).toHaveLength(1);
  const [path, parameters] = links[0]!.url.split('?');
  expect(path).toBe(`/d/${dashboardUID}`);
  expect(dashboard.uid).toBe(dashboardUID);
  const kept = names.filter((name) => name !== 'traceId').map((name) => `\${${name}:queryparam}`);
  expect(parameters?.split('&').sort()).toEqual(['${__url_time_range}', ...kept, 'var-traceId=${__value.raw}'].sort());
});
