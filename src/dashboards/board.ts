import type { Panel } from './panels';
import { filters, source, type Annotation, type Variable } from './variables';

/** What one board differs in from the others. */
interface Particulars {
  uid: string;
  title: string;
  description: string;
  variables: Variable[];
  annotations?: Annotation[];
  panels: Panel[];
  from?: string;
  refresh?: string;
}

/** A board as Grafana 11.0 stores it. */
export type Board = ReturnType<typeof board>;

/** The tag by which the boards of a language find each other. */
export const family = 'logservice-jaeger';

/** Grafana's grid has so many columns. */
const columns = 24;

/**
 * Puts a board together: the data source is its first variable, filters are its last, and its panels lie in the order
 * given.
 */
export function board({
  uid,
  title,
  description,
  variables,
  annotations = [],
  panels,
  from = 'now-1h',
  refresh = '30s',
}: Particulars) {
  return {
    uid,
    title,
    description,
    tags: ['traces', family],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    time: { from, to: 'now' },
    refresh,
    // Links to the other boards, wherever they came from: a provisioned file or the plugin's page.
    links: [
      {
        type: 'dashboards',
        title: '',
        tags: [family],
        asDropdown: false,
        includeVars: true,
        keepTime: true,
        targetBlank: false,
      },
    ],
    annotations: { list: annotations },
    templating: { list: [source, ...variables, filters] },
    panels: arrange(panels),
  };
}

/** Gives panels their IDs and places: from left to right, and on below the tallest when a line is full. */
function arrange(panels: Panel[]) {
  let x = 0;
  let y = 0;
  let height = 0;
  return panels.map(({ size: [w, h], ...panel }, index) => {
    if (x + w > columns) {
      x = 0;
      y += height;
      height = 0;
    }
    const gridPos = { x, y, w, h };
    x += w;
    height = Math.max(height, h);
    return { id: index + 1, ...panel, gridPos };
  });
}
