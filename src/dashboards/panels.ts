import { callsBetweenServices, chosenSource, chosenTrace, type SourceRef, type Target } from './queries';

/** A change to the fields that a matcher finds. */
export interface Override {
  matcher: { id: 'byName' | 'byRegexp'; options: string };
  properties: Array<{ id: string; value: unknown }>;
}

/** A step between the answers and what is drawn. */
export interface Transformation {
  id: string;
  filter?: { id: 'byRefId'; options: string };
  options: Record<string, unknown>;
}

/** A panel before it has its place; `size` is width and height in the grid. */
export interface Panel {
  type: string;
  title: string;
  size: [w: number, h: number];
  description?: string;
  transparent?: boolean;
  datasource?: SourceRef;
  interval?: string;
  timeFrom?: string;
  hideTimeOverride?: boolean;
  targets?: Target[];
  transformations?: Transformation[];
  fieldConfig?: { defaults: Record<string, unknown>; overrides: Override[] };
  options?: Record<string, unknown>;
  collapsed?: boolean;
  panels?: never[];
}

/** What every panel that shows figures says of itself. */
interface Figures {
  title: string;
  description: string;
  size: [w: number, h: number];
  targets: Target[];
  /** Grafana's name of the unit. The answer brings it as well; here it stands for the empty panel's axis, too. */
  unit: string;
  /** What an empty panel says: why there may be nothing. */
  noValue: string;
}

/** Why a panel about requests to services may be empty. */
export const noServerSpans =
  'No spans of kind server in this time range: widen it, or check the service name and whether the spans have a kind.';

/** Why a panel about requests from outside may be empty. */
export const noEntrySpans = 'No spans without a parent in this time range: widen it, or choose another data source.';

/** The same in a panel for one number, which writes it as large as it can. */
export const noRequests = 'No requests.';

/** The shortest step of what is drawn over time: seconds of little traffic are all zeros and peaks. */
const interval = '1m';

/** Lines over time. */
export function graph({ title, description, size, targets, unit, noValue, max }: Figures & { max?: number }): Panel {
  return {
    type: 'timeseries',
    title,
    description,
    size,
    datasource: chosenSource,
    interval,
    targets,
    fieldConfig: {
      // Points show a bucket between two empty ones, which has no line.
      defaults: { unit, min: 0, max, noValue, custom: { lineWidth: 1, showPoints: 'auto' } },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

/** The number of spans by time and duration. */
export function heatmap({ title, description, size, targets, unit, noValue }: Figures): Panel {
  return {
    type: 'heatmap',
    title,
    description,
    size,
    datasource: chosenSource,
    interval,
    targets,
    fieldConfig: { defaults: { noValue }, overrides: [] },
    options: {
      calculate: false,
      cellGap: 1,
      cellValues: { unit: 'short' },
      color: { mode: 'scheme', scheme: 'Oranges', scale: 'exponential', exponent: 0.5, steps: 64, fill: 'dark-orange' },
      exemplars: { color: 'rgba(31,120,193,0.5)' },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: 'auto' },
      tooltip: { mode: 'single', yHistogram: true },
      yAxis: { axisPlacement: 'left', unit },
    },
  };
}

/** How a panel of single numbers comes to them: all rows of the answer, or the sum of its rows. */
type Reduction = { values: true; calcs: never[] } | { values: false; calcs: ['sum'] };

/** Every row of an instant answer is a number of its own: that of now, and that of the time that it is compared with. */
const everyRow: Reduction = { values: true, calcs: [] };

/** The figures of now have no period, and Grafana would call them by the text for no value. */
const periods: Override = {
  matcher: { id: 'byName', options: 'period' },
  properties: [{ id: 'mappings', value: [{ type: 'special', options: { match: 'empty', result: { text: 'now' } } }] }],
};

/** Large numbers, one for each row of the answer. */
export function stat(figures: Figures & { timeFrom: string; decimals?: number }): Panel {
  const { title, description, size, targets, unit, noValue, timeFrom, decimals } = figures;
  return {
    type: 'stat',
    title,
    description,
    size,
    datasource: chosenSource,
    timeFrom,
    // The title says it, and has the room.
    hideTimeOverride: true,
    targets,
    fieldConfig: {
      defaults: { unit, decimals, noValue, color: { mode: 'fixed', fixedColor: 'text' } },
      overrides: [periods],
    },
    options: {
      reduceOptions: { ...everyRow, fields: '' },
      colorMode: 'value',
      graphMode: 'none',
      justifyMode: 'auto',
      orientation: 'vertical',
      textMode: 'value_and_name',
      wideLayout: true,
    },
  };
}

/** Where a dial turns yellow and red, and where it ends. */
interface Dial {
  timeFrom: string;
  warning: number;
  critical: number;
  max: number;
  transformations?: Transformation[];
  reduction?: Reduction;
}

/** A dial. */
export function gauge(figures: Figures & Dial): Panel {
  const { title, description, size, targets, unit, noValue, timeFrom, warning, critical, max } = figures;
  const { transformations, reduction = everyRow } = figures;
  const steps = [
    { color: 'green', value: null },
    { color: 'yellow', value: warning },
    { color: 'red', value: critical },
  ];
  return {
    type: 'gauge',
    title,
    description,
    size,
    datasource: chosenSource,
    timeFrom,
    hideTimeOverride: true,
    targets,
    transformations,
    fieldConfig: {
      defaults: { unit, min: 0, max, decimals: 1, noValue, thresholds: { mode: 'absolute', steps } },
      overrides: [],
    },
    options: {
      reduceOptions: { ...reduction, fields: '' },
      orientation: 'auto',
      showThresholdLabels: false,
      showThresholdMarkers: true,
    },
  };
}

/** Which service calls which. */
export function serviceGraph({ title, description, size, noValue }: Omit<Figures, 'unit' | 'targets'>): Panel {
  return {
    type: 'nodeGraph',
    title,
    description,
    size,
    datasource: chosenSource,
    targets: [callsBetweenServices],
    fieldConfig: { defaults: { noValue }, overrides: [] },
    options: { nodes: {}, edges: {} },
  };
}

/** A heading over the panels that follow. */
export function heading(title: string): Panel {
  return { type: 'row', title, size: [24, 1], collapsed: false, panels: [] };
}

/** The spans of the trace whose ID stands in the variable `traceId`, below a line that says how to choose one. */
export function traceView(height: number): Panel[] {
  const content =
    'The trace of the ID at the top is drawn here. **Click a trace ID in the table** to choose one, or paste an ID into _Trace ID_; without one there is nothing to draw.';
  return [
    { type: 'text', title: '', transparent: true, size: [24, 2], options: { mode: 'markdown', content } },
    { type: 'traces', title: 'Trace $traceId', size: [24, height], datasource: chosenSource, targets: [chosenTrace] },
  ];
}
