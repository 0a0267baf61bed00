import { chosenSource, metrics, type Target } from './queries';
import type { Override, Panel, Transformation } from './panels';

/**
 * The backend names the value column of an instant answer after the measure, by which the columns of a table are found
 * and get their headings here. This transformation alone looks for the name that the column is shown by.
 */
const quantileColumn = 'Duration';

/** A link to one of the boards that keeps the time range and the data source. */
export function linkTo(uid: string, ...parameters: string[]): string {
  return `/d/${uid}?${['${__url_time_range}', '${datasource:queryparam}', ...parameters].join('&')}`;
}

/** Makes the cells of a column a link. */
export function linked(column: string, title: string, url: string, ...more: Override['properties']): Override {
  return {
    matcher: { id: 'byName', options: column },
    properties: [...more, { id: 'links', value: [{ title, url }] }],
  };
}

/** Changes to the column of a name. */
function column(name: string, ...properties: Array<[id: string, value: unknown]>): Override {
  return { matcher: { id: 'byName', options: name }, properties: properties.map(([id, value]) => ({ id, value })) };
}

/** Cells without a value stay empty: what an empty table says is no text for a cell. */
const emptyCells: Override = {
  matcher: { id: 'byRegexp', options: '.*' },
  properties: [{ id: 'noValue', value: '–' }],
};

interface Table {
  title: string;
  description: string;
  size: [w: number, h: number];
  targets: Target[];
  noValue: string;
  transformations?: Transformation[];
  overrides: Override[];
  sortBy?: string;
}

/** A table. */
export function table(asked: Table): Panel {
  const { title, description, size, targets, noValue, transformations, overrides, sortBy } = asked;
  return {
    type: 'table',
    title,
    description,
    size,
    datasource: chosenSource,
    targets,
    transformations,
    fieldConfig: { defaults: { noValue }, overrides: [emptyCells, ...overrides] },
    options: sortBy === undefined ? undefined : { sortBy: [{ displayName: sortBy, desc: true }] },
  };
}

/** What Linkerd's users read first of a service: how many requests go well, how many there are, how long they take. */
interface Golden {
  title: string;
  description: string;
  size: [w: number, h: number];
  /** What a row is about: a key to group by, and the column's heading. */
  key: 'service' | 'operation';
  heading: string;
  /** Only requests to this service. */
  service?: string;
  noValue: string;
  overrides?: Override[];
}

/** Success rate, requests a second and latency, a row for each service or operation, from three statements. */
export function goldenTable({ title, description, size, key, heading, service, noValue, overrides }: Golden): Panel {
  const asked = { over: 'serverSpans', service, groupBy: [key], instant: true } as const;
  return table({
    title,
    description,
    size,
    noValue,
    targets: [
      metrics('A', { measure: 'successRate', ...asked }),
      metrics('B', { measure: 'rate', ...asked }),
      metrics('C', { measure: 'quantiles', quantiles: [0.5, 0.95, 0.99], ...asked }),
    ],
    transformations: [
      // Quantiles come one a row, and are wanted one a column.
      {
        id: 'groupingToMatrix',
        filter: { id: 'byRefId', options: 'C' },
        options: { rowField: key, columnField: 'quantile', valueField: quantileColumn },
      },
      {
        id: 'organize',
        options: { excludeByName: {}, indexByName: {}, renameByName: { [`${key}\\quantile`]: key } },
      },
      { id: 'joinByField', options: { byField: key, mode: 'outer' } },
    ],
    sortBy: 'Requests a second',
    overrides: [
      headed(key, heading),
      headed(
        'successRate',
        'Success rate',
        ['unit', 'percent'],
        ['decimals', 2],
        ...coloured(['red', null], ['orange', 99], ['green', 99.9]),
      ),
      headed('rate', 'Requests a second', ['unit', 'reqps']),
      headed('0.5', 'p50', ['unit', 'ms']),
      headed('0.95', 'p95', ['unit', 'ms']),
      headed('0.99', 'p99', ['unit', 'ms']),
      ...(overrides ?? []),
    ],
  });
}

/** The same, with another heading. */
export function headed(name: string, heading: string, ...properties: Array<[id: string, value: unknown]>): Override {
  return column(name, ['displayName', heading], ...properties);
}

/** Colours of a number's text, each with the number from which it counts. */
function coloured(...steps: Array<[color: string, from: number | null]>): Array<[id: string, value: unknown]> {
  return [
    ['custom.cellOptions', { type: 'color-text' }],
    ['thresholds', { mode: 'absolute', steps: steps.map(([color, value]) => ({ color, value })) }],
  ];
}

/** Traces that a search found; `url` is where a click on an ID leads. */
export function traceTable(asked: Omit<Table, 'overrides'> & { url: string }): Panel {
  return table({
    ...asked,
    overrides: [
      linked('Trace ID', 'Show this trace below', asked.url, { id: 'custom.width', value: 315 }),
      column('Start time', ['custom.width', 170]),
      column('Root service', ['custom.width', 190]),
      {
        matcher: { id: 'byRegexp', options: '^(Duration|Spans|Errors)$' },
        properties: [{ id: 'custom.width', value: 90 }],
      },
      column('Errors', ...coloured(['text', null], ['red', 1])),
    ],
  });
}
