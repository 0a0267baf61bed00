import { screen, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { setDataSources, showSection } from '../../tests/editors';
import { SpanLinksSection } from './SpanLinksSection';
import { TraceToMetricsSection } from './TraceToMetricsSection';
import { TraceToProfilesSection } from './TraceToProfilesSection';
import type { SettingsForm } from './settingsForm';
import type { Settings } from '../types';

const good: Settings = { endpoint: 'cn-hangzhou.log.aliyuncs.com', project: 'prod', instance: 'jaeger' };
const key = { secureJsonFields: { accessKeyId: true, accessKeySecret: true } };
const cpu = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';

beforeEach(() =>
  setDataSources({ loki: 'loki', prometheus: 'prometheus', pyroscope: 'grafana-pyroscope-datasource' }, [cpu]),
);

async function fill(user: UserEvent, field: HTMLElement, text: string): Promise<void> {
  await user.click(field);
  await user.paste(text);
}

describe('trace to metrics', () => {
  test('is a source of metrics, around the span, with no link before there is a query', async () => {
    const { user, saved } = showSection(TraceToMetricsSection, good, key);
    await user.click(screen.getByLabelText(/^Data source of the metrics/));
    expect(screen.queryByText('loki')).toBeNull();
    await user.click(screen.getByText('prometheus'));
    expect(saved().jsonData.tracesToMetrics).toEqual({
      datasourceUid: 'prometheus',
      spanStartTimeShift: '-2m',
      spanEndTimeShift: '2m',
      queries: [],
    });
  });

  test('has tags with their labels, and queries with their names', async () => {
    const { user, saved } = showSection(
      TraceToMetricsSection,
      { ...good, tracesToMetrics: { datasourceUid: 'prometheus' } },
      key,
    );
    const tags = screen.getByRole('group', { name: 'Tags for the queries' });
    await user.click(within(tags).getByRole('button', { name: 'Add tag' }));
    await fill(user, within(tags).getByRole('textbox', { name: 'Tag 1' }), 'istio.canonical_service');
    await fill(user, within(tags).getByRole('textbox', { name: 'Label of tag 1' }), 'destination_canonical_service');
    const queries = screen.getByRole('group', { name: 'Queries for metrics' });
    await user.click(within(queries).getByRole('button', { name: 'Add query' }));
    expect(saved().jsonData.tracesToMetrics?.queries).toBeUndefined();
    await fill(user, screen.getByRole('textbox', { name: 'Name of link 1' }), 'Requests');
    await fill(user, screen.getByRole('textbox', { name: 'Query of link 1' }), 'sum(rate(a{$__tags}[5m]))');
    expect(saved().jsonData.tracesToMetrics).toEqual({
      datasourceUid: 'prometheus',
      tags: [{ key: 'istio.canonical_service', value: 'destination_canonical_service' }],
      queries: [{ name: 'Requests', query: 'sum(rate(a{$__tags}[5m]))' }],
    });
    await user.click(screen.getByRole('button', { name: 'Remove query 1' }));
    expect(saved().jsonData.tracesToMetrics?.queries).toEqual([]);
  });

  test('says what is wrong with a shift', async () => {
    const { user } = showSection(
      TraceToMetricsSection,
      { ...good, tracesToMetrics: { datasourceUid: 'prometheus' } },
      key,
    );
    await fill(user, screen.getByRole('textbox', { name: /^Shift of the start of metrics/ }), 'soon');
    expect(screen.getByRole('alert').textContent).toContain('Write a number and a unit');
  });
});

describe('trace to profiles', () => {
  test('is Pyroscope, with one of the types of profiles that it has', async () => {
    const { user, saved } = showSection(TraceToProfilesSection, good, key);
    await user.click(screen.getByLabelText(/^Data source of the profiles/));
    expect(screen.queryByText('prometheus')).toBeNull();
    await user.click(screen.getByText('pyroscope'));
    await user.click(screen.getByRole('combobox', { name: /^Profile type/ }));
    await user.click(await screen.findByText(cpu));
    expect(saved().jsonData.tracesToProfiles).toEqual({ datasourceUid: 'pyroscope', profileTypeId: cpu });
  });

  test('takes a type that is typed when Pyroscope does not answer', async () => {
    setDataSources({ pyroscope: 'grafana-pyroscope-datasource' });
    const { user, saved } = showSection(
      TraceToProfilesSection,
      { ...good, tracesToProfiles: { datasourceUid: 'pyroscope' } },
      key,
    );
    await user.type(screen.getByRole('combobox', { name: /^Profile type/ }), 'a:b{Enter}');
    expect(saved().jsonData.tracesToProfiles?.profileTypeId).toBe('a:b');
  });

  test('takes a label selector of your own', async () => {
    setDataSources({ pyroscope: 'grafana-pyroscope-datasource' });
    const { user, saved } = showSection(
      TraceToProfilesSection,
      { ...good, tracesToProfiles: { datasourceUid: 'pyroscope' } },
      key,
    );
    expect(screen.queryByRole('textbox', { name: /^Label selector/ })).toBeNull();
    await user.click(screen.getByRole('switch', { name: /^Label selector of your own/ }));
    await fill(user, screen.getByRole('textbox', { name: /^Label selector/ }), '{a="b"}');
    expect(saved().jsonData.tracesToProfiles).toEqual({
      datasourceUid: 'pyroscope',
      customQuery: true,
      query: '{a="b"}',
    });
  });
});

describe('links from spans', () => {
  test('lead to an address under a name', async () => {
    const { user, saved } = showSection(SpanLinksSection, good, key);
    await user.click(screen.getByRole('button', { name: 'Add link' }));
    expect(screen.queryByRole('alert')).toBeNull();
    await fill(user, screen.getByRole('textbox', { name: /^Name of link 1/ }), 'Runbook');
    expect(screen.getByRole('alert').textContent).toBe('Link 1 needs an address or a data source.');
    const address = screen.getByRole('textbox', { name: /^Address of link 1/ });
    await fill(user, address, 'javascript:alert(1)');
    expect(screen.getByRole('alert').textContent).toContain('must begin with https://');
    await user.clear(address);
    await fill(user, address, 'https://wiki.example.com/${__span.name}');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(saved().jsonData.spanLinks).toEqual([{ title: 'Runbook', url: 'https://wiki.example.com/${__span.name}' }]);
    await user.click(screen.getByRole('button', { name: 'Remove link 1' }));
    expect(saved().jsonData).toEqual(good);
  });

  test('lead to a data source with its query', async () => {
    const { user, saved } = showSection(
      SpanLinksSection,
      { ...good, spanLinks: [{ title: 'Logs', url: 'https://a.test' }] },
      key,
    );
    await user.click(
      within(screen.getByRole('group', { name: 'Link 1' })).getByRole('radio', { name: 'A data source' }),
    );
    await user.click(screen.getByLabelText(/^Data source of link 1/));
    await user.click(screen.getByText('loki'));
    const query = screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Query of link 1/ });
    await fill(user, query, '{"expr": "{app=');
    expect(saved().jsonData.spanLinks).toEqual([{ title: 'Logs', datasourceUid: 'loki', query: '{"expr": "{app=' }]);
    expect(screen.getByRole('alert').textContent).toContain('The query of link 1 must be JSON');
    await fill(user, query, '\\"a\\"}"}');
    expect(query.value).toBe('{"expr": "{app=\\"a\\"}"}');
    expect(saved().jsonData.spanLinks).toEqual([
      { title: 'Logs', datasourceUid: 'loki', query: { expr: '{app="a"}' } },
    ]);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('begin with a search in the console of Log Service', async () => {
    const { user, saved } = showSection(SpanLinksSection, { ...good, region: 'cn-hangzhou' }, key);
    await user.click(screen.getByRole('button', { name: 'Add link to logs in Log Service' }));
    const [link] = saved().jsonData.spanLinks ?? [];
    const url = new URL(link?.url ?? '');
    expect(url.origin + url.pathname).toBe('https://sls.console.aliyun.com/lognext/project/prod/logsearch/my-logs');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      slsRegion: 'cn-hangzhou',
      queryString: '${__span.traceId}',
      queryTimeType: '99',
      startTime: '${__data.fields.linkFromSeconds}',
      endTime: '${__data.fields.linkToSeconds}',
    });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('keep what is typed in a link when another one is removed', async () => {
    const { user, saved } = showSection(
      SpanLinksSection,
      {
        ...good,
        spanLinks: [
          { title: 'A', datasourceUid: 'loki', query: { expr: 'a' } },
          { title: 'B', datasourceUid: 'loki', query: { expr: 'b' } },
        ],
      },
      key,
    );
    await user.click(screen.getByRole('button', { name: 'Remove link 1' }));
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Query of link 1/ }).value).toContain('"b"');
    expect(saved().jsonData.spanLinks).toEqual([{ title: 'B', datasourceUid: 'loki', query: { expr: 'b' } }]);
  });
});

test.each<[string, React.ComponentType<{ form: SettingsForm }>, Settings]>([
  [
    'metrics',
    TraceToMetricsSection,
    { tracesToMetrics: { datasourceUid: 'prometheus', tags: [{ key: 'a' }], queries: [{ name: 'a', query: 'b' }] } },
  ],
  [
    'profiles',
    TraceToProfilesSection,
    { tracesToProfiles: { datasourceUid: 'pyroscope', tags: [{ key: 'a' }], customQuery: true, query: '{}' } },
  ],
  ['an address', SpanLinksSection, { spanLinks: [{ title: 'A', url: 'https://a.test' }] }],
  ['a data source', SpanLinksSection, { spanLinks: [{ title: 'B', datasourceUid: 'loki', query: { expr: 'b' } }] }],
])('a link to %s can not be changed in a data source that comes from a file', (_, Section, settings) => {
  setDataSources({ loki: 'loki', prometheus: 'prometheus', pyroscope: 'grafana-pyroscope-datasource' });
  showSection(Section, { ...good, ...settings }, { ...key, readOnly: true });
  const controls = ['textbox', 'switch', 'button', 'combobox'].flatMap((role) =>
    screen.queryAllByRole<HTMLInputElement>(role),
  );
  expect(controls.length).toBeGreaterThan(3);
  expect(controls.filter((one) => !one.disabled)).toEqual([]);
});
