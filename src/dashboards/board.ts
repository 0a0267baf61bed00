import plugin from '../plugin.json';
import type { Panel } from './panels';

/** A variable at the top of a board. */
export interface Variable {
  name: string;
  type: 'datasource' | 'textbox' | 'custom';
  label: string;
  query: string;
  description?: string;
  current?: { text: string; value: string };
}

/** What one board differs in from the others. */
interface Particulars {
  uid: string;
  title: string;
  description: string;
  variables: Variable[];
  panels: Panel[];
  from?: string;
  refresh?: string;
}

/** A board as Grafana 11.0 stores it. */
export type Board = ReturnType<typeof board>;

/** The tag by which the boards find each other. */
const family = 'logservice-jaeger';

/** Grafana's grid has so many columns. */
const columns = 24;

const source: Variable & { refresh: number } = {
  name: 'datasource',
  type: 'datasource',
  label: 'Data source',
  query: plugin.id,
  refresh: 1,
};

/** A variable that is typed in. An empty one is no condition, unless its description says otherwise. */
export function textbox(name: string, label: string, description: string, text = ''): Variable {
  // Grafana 11.0 begins with the current value, and takes the query for it only once that was saved.
  return { name, type: 'textbox', label, query: text, description, current: { text, value: text } };
}

/** The service to look at, by the same name on every board, so that links keep it. */
export const service = textbox('service', 'Service', 'Empty for any service');

/** Puts a board together: the data source is its first variable, and its panels lie in the order given. */
export function board({ uid, title, description, variables, panels, from = 'now-1h', refresh = '30s' }: Particulars) {
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
    templating: { list: [source, ...variables] },
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
