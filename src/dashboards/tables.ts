import { chosenSource, metrics, type Target } from './queries';
import type { Override, Panel, Transformation } from './panels';

/**
 * The backend names the value column of an instant answer after the measure, by which the columns of a table are found
 * and get their headings here. Only transformations look for these names, which the columns are shown by until then.
 */
const shownAs = { successRate: 'Success rate', rate: 'Rate', quantiles: 'Duration' };

/** A link to one of the boards that keeps the time range, the data source and the filters. */
export function linkTo(uid: string, ...parameters: string[]): string {
  return `/d/${uid}?${['${__url_time_range}', '${datasource:queryparam}', '${filters:queryparam}', ...parameters].join('&')}`;
}

function linksTo(link: { title: string; url: string }): [id: string, value: unknown] {
  return ['links', [link]];
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
  /** Where a click on a row's key leads. */
  link?: { title: string; url: string };
}

/** Success rate, requests a second and latency, a row for each service or operation, from three statements. */
export function goldenTable({ title, description, size, key, heading, service, noValue, link }: Golden): Panel {
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
        options: { rowField: key, columnField: 'quantile', valueField: shownAs.quantiles },
      },
      {
        id: 'organize',
        options: { excludeByName: {}, indexByName: {}, renameByName: { [`${key}\\quantile`]: key } },
      },
      { id: 'joinByField', options: { byField: key, mode: 'outer' } },
      // A transformation of some answers puts them before the others.
      {
        id: 'organize',
        options: {
          excludeByName: {},
          indexByName: { [key]: 0, [shownAs.successRate]: 1, [shownAs.rate]: 2 },
          renameByName: {},
        },
      },
    ],
    sortBy: 'Requests a second',
    overrides: [
      // All in one: a column that a transformation renamed is found only until it gets its heading.
      headed(key, heading, ['custom.width', 320], ...(link === undefined ? [] : [linksTo(link)])),
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
    ],
  });
}

/** Gives the column of a name its heading, and whatever else it needs. */
export function headed(name: string, heading: string, ...properties: Array<[id: string, value: unknown]>): Override {
  const all: typeof properties = [['displayName', heading], ...properties];
  return { matcher: { id: 'byName', options: name }, properties: all.map(([id, value]) => ({ id, value })) };
}

/** Colours of a number's text, each with the number from which it counts. */
function coloured(...steps: Array<[color: string, from: number | null]>): Array<[id: string, value: unknown]> {
  return [
    ['custom.cellOptions', { type: 'color-text' }],
    ['thresholds', { mode: 'absolute', steps: steps.map(([color, value]) => ({ color, value })) }],
  ];
}

/** Leaves a column out: by the name that Grafana 11 has for it, and by that of later releases. */
function hidden(name: string): Override {
  return {
    matcher: { id: 'byName', options: name },
    properties: [
      { id: 'custom.hidden', value: true },
      { id: 'custom.hideFrom', value: { legend: false, tooltip: false, viz: true } },
    ],
  };
}

/**
 * Traces that a search found; `url` is where a click on an ID leads. As wide as fits beside Grafana's menu in a window
 * of 1440 px: an ID shows its beginning, and all of it when pointed at, and the list of services is left to Explore.
 */
export function traceTable(asked: Omit<Table, 'overrides'> & { url: string }): Panel {
  return table({
    ...asked,
    overrides: [
      headed('traceID', 'Trace ID', ['custom.width', 180], linksTo({ title: 'Show this trace below', url: asked.url })),
      headed('startTime', 'Start time', ['custom.width', 170]),
      headed('rootService', 'Root service', ['custom.width', 160]),
      headed('rootOperation', 'Root operation'),
      headed('duration', 'Duration', ['custom.width', 90]),
      headed('spans', 'Spans', ['custom.width', 75]),
      headed('errors', 'Errors', ['custom.width', 75], ...coloured(['text', null], ['red', 1])),
      hidden('services'),
      headed('matchedSpans', 'Matching spans', ['custom.width', 120]),
    ],
  });
}
