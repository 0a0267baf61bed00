import React, { useState } from 'react';
import { dateTime, type DataSourceSettings } from '@grafana/data';
import {
  setBackendSrv,
  setDataSourceSrv,
  setTemplateSrv,
  type BackendSrv,
  type DataSourceSrv,
  type TemplateSrv,
} from '@grafana/runtime';
import { configure, render, screen } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { ConfigEditor } from '../src/components/ConfigEditor';
import { settingsForm, type ConfigEditorProps, type SettingsForm } from '../src/components/settingsForm';
import { QueryEditor, type QueryEditorProps } from '../src/components/QueryEditor';
import type { Names, ResourceOptions } from '../src/resources';
import type { Access, MetricsQuery, Query, SecureSettings, Settings } from '../src/types';

// A busy machine takes its time.
configure({ asyncUtilTimeout: 5000 });

/** What React and Grafana's components complain of is a mistake of ours. */
const complaints = jest.spyOn(console, 'error');

afterEach(() => {
  const heard = complaints.mock.calls.map(([first]) => String(first));
  complaints.mockClear();
  expect(heard).toEqual([]);
});

/** A request that a form made, to be answered when the test likes. */
export interface Request {
  path: string;
  params: Record<string, string | number>;
  options: ResourceOptions & { headers?: Record<string, string> };
  /** The body, of a request that has one. */
  data?: Blob;
  /** Answers with names. */
  answer: (values: string[], more?: Partial<Names>) => Promise<void>;
  /** Answers with anything else. */
  reply: (body: unknown) => Promise<void>;
  fail: (error: unknown) => Promise<void>;
}

/** Puts variables into texts, as a dashboard with these does; a name without a value stays. */
export function setVariables(variables: Record<string, string>): void {
  setTemplateSrv({
    getVariables: () => Object.keys(variables).map((name) => ({ name })),
    replace: (text = '') => text.replace(/\$(\w+)/g, (whole, name: string) => variables[name] ?? whole),
  } as unknown as TemplateSrv);
}

/** Answers nothing by itself: keeps what was asked for names, until the test answers it. */
function resources() {
  const requests: Request[] = [];
  const getResource = (path: string, params: Request['params'], options: Request['options'], data?: Blob) =>
    new Promise<unknown>((resolve, reject) => {
      const settle = (how: () => void) => React.act(async () => how());
      requests.push({
        path,
        params,
        options,
        ...(data && { data }),
        answer: (values, more) => settle(() => resolve({ values, more: false, notices: [], ...more })),
        reply: (body) => settle(() => resolve(body)),
        fail: (error) => settle(() => reject(error)),
      });
    });
  const postResource = (path: string, data: Blob, options: Request['options']) => getResource(path, {}, options, data);
  return { requests, getResource, postResource };
}

const range = { from: dateTime(1000), to: dateTime(2000), raw: { from: 'now-1s', to: 'now' } };

/** Shows an editor of a variable or of an annotation in a page that keeps its query, as Grafana does. */
export function showEditor<Kept extends object>(
  Editor: React.ComponentType<{
    query: Kept;
    datasource: QueryEditorProps['datasource'];
    range: typeof range;
    onChange: (query: Kept) => void;
    onRunQuery: () => void;
  }>,
  query: Kept,
) {
  const { requests, getResource } = resources();
  const datasource = { getResource } as unknown as QueryEditorProps['datasource'];
  let current = query;
  function Page() {
    const [kept, setKept] = useState(current);
    const keep = (next: Kept) => {
      current = next;
      setKept(next);
    };
    // Grafana gives a range up to this very moment with each drawing.
    const now = { ...range, to: dateTime(2000 + requests.length) };
    return <Editor query={kept} datasource={datasource} range={now} onChange={keep} onRunQuery={() => {}} />;
  }
  render(<Page />);
  return {
    user: userEvent.setup({ delay: null, pointerEventsCheck: 0 }),
    requests,
    /** The query as Grafana would save it now. */
    query: () => JSON.parse(JSON.stringify(current)) as Kept,
  };
}

/** What Grafana gives to an editor, and how its data source reaches the traces. */
interface EditorOptions extends Partial<QueryEditorProps> {
  access?: Access;
}

/** Shows a query editor in a page that keeps its query, as Grafana does. */
export function showQueryEditor(query: Partial<Query>, { access, ...props }: EditorOptions = {}) {
  const { requests, getResource, postResource } = resources();
  const onChange = jest.fn<void, [Query]>();
  const onRunQuery = jest.fn();
  let current = { refId: 'A', ...query } as Query;
  let replace: (query: Query) => void = () => {};
  function Page() {
    const [kept, setKept] = useState(current);
    replace = setKept;
    const keep = (next: Query) => {
      onChange(next);
      current = next;
      setKept(next);
    };
    const datasource = { getResource, postResource, access } as unknown as QueryEditorProps['datasource'];
    const [source] = useState(datasource);
    return (
      <QueryEditor query={kept} datasource={source} range={range} onChange={keep} onRunQuery={onRunQuery} {...props} />
    );
  }
  render(<Page />);
  return {
    user: userEvent.setup({ delay: null, pointerEventsCheck: 0 }),
    requests,
    onChange,
    onRunQuery,
    /** The query as Grafana would save it now. */
    query: () => JSON.parse(JSON.stringify(current)) as Query,
    /** Changes the query from elsewhere, as going back in the browser does. */
    replace: (next: Partial<Query>) => React.act(() => replace({ refId: 'A', ...next } as Query)),
  };
}

/** Lets a form find these data sources, of which each has these types of profiles. */
export function setDataSources(types: Record<string, string>, profileTypes?: string[]): void {
  setBackendSrv({
    get: (path: string) =>
      profileTypes && path.endsWith('/resources/profileTypes')
        ? Promise.resolve(profileTypes.map((id) => ({ id, label: id })))
        : Promise.reject(new Error(path)),
  } as unknown as BackendSrv);
  const sources = Object.entries(types).map(([uid, type]) => ({
    uid,
    type,
    name: uid,
    meta: { id: type, info: { logos: { small: '' } } },
  }));
  const find = (uid: unknown) => sources.find((source) => source.uid === uid);
  setDataSourceSrv({
    getList: ({ type }: { type?: string[] }) => sources.filter((source) => type?.includes(source.type) ?? true),
    getInstanceSettings: find,
  } as unknown as DataSourceSrv);
}

type Options = DataSourceSettings<Settings, SecureSettings>;

/** Shows the settings of a data source in a page that keeps them, as Grafana does. */
export function showConfigEditor(jsonData: Settings, options: Partial<Options> = {}) {
  return showSettings(ConfigEditor, jsonData, options);
}

/** Shows one section of the settings alone, as {@link showConfigEditor} shows all. */
export function showSection(
  Section: React.ComponentType<{ form: SettingsForm }>,
  jsonData: Settings,
  options: Partial<Options> = {},
) {
  return showSettings((props) => <Section form={settingsForm(props)} />, jsonData, options);
}

function showSettings(Editor: React.ComponentType<ConfigEditorProps>, jsonData: Settings, options: Partial<Options>) {
  let current = { jsonData, secureJsonFields: {}, readOnly: false, ...options } as Options;
  function Page() {
    const [kept, setKept] = useState(current);
    const keep = (next: Options) => {
      current = next;
      setKept(next);
    };
    return <Editor options={kept} onOptionsChange={keep} />;
  }
  render(<Page />);
  return {
    user: userEvent.setup({ delay: null, pointerEventsCheck: 0 }),
    /** What Grafana would save now. */
    saved: () => JSON.parse(JSON.stringify(current)) as Options,
  };
}

/** A query for metrics as a new editor shows it. */
export const metrics: MetricsQuery = {
  refId: 'A',
  queryType: 'metrics',
  measure: 'rate',
  over: 'spans',
  topBy: 'count',
  seriesLimit: 20,
};

/** A field to pick from, by its label. */
export function field(name: string): HTMLElement {
  return screen.getByRole('combobox', { name });
}

/** Picks an option of a field. */
export async function pick(user: UserEvent, name: string, option: string | RegExp): Promise<void> {
  await user.click(field(name));
  await user.click(await screen.findByRole('option', { name: option }));
}

/** What the open list offers. */
export function options(): Array<string | null> {
  return screen.queryAllByRole('option').map(({ textContent }) => textContent);
}
