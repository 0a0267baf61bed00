import {
  dataFrameFromJSON,
  FieldType,
  type DataFrame,
  type DataFrameJSON,
  type DataQueryRequest,
  type DataQueryResponse,
  type Field,
} from '@grafana/data';

/** Where a frame's custom meta holds what the backend nests under its rows: twin of NestedKey in pkg/frames. */
const nestedKey = 'nestedFrames';

/** What Grafana puts before the request ID where one panel asks several data sources. */
const mixed = 'mixed-';

/**
 * Moves the frames that the backend nests under the rows of a table into a column, which Grafana's table shows as tables
 * below the rows. A backend can't do that: in what it sends, a column can't hold frames.
 *
 * Explore merges all tables it gets, and a dashboard may be told to. Rows that come from a table without such a column
 * then have none, and Grafana 11 fails at that. So all the tables have it or none, and none where there may be others.
 */
export function nestSpans(response: DataQueryResponse, { requestId }: DataQueryRequest): DataQueryResponse {
  const frames: DataFrame[] = response.data;
  const nested = frames.map(nestedField);
  const all = frames.every((frame, i) => nested[i] !== undefined || frame.length === 0);
  if (!all || nested.every((field) => field === undefined) || requestId?.startsWith(mixed)) {
    return response;
  }
  return { ...response, data: frames.map((frame, i) => withField(frame, nested[i])) };
}

function nestedField({ meta, length }: DataFrame): Field<DataFrame[]> | undefined {
  const rows: unknown = meta?.custom?.[nestedKey];
  if (!Array.isArray(rows) || rows.length !== length) {
    return undefined;
  }
  const values = rows.map((frames: DataFrameJSON[]) => frames.map((frame) => dataFrameFromJSON(frame)));
  // Tempo's column has this name, too, so that its tables and ours merge.
  return { name: 'nested', type: FieldType.nestedFrames, config: {}, values };
}

function withField(frame: DataFrame, field: Field | undefined): DataFrame {
  if (field === undefined) {
    return frame;
  }
  const { [nestedKey]: moved, ...custom } = frame.meta?.custom ?? {};
  return { ...frame, meta: { ...frame.meta, custom }, fields: [...frame.fields, field] };
}
