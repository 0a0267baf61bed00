import { failedTraceID as bookinfoFailed, slowTraceID as bookinfoSlow } from '../samples/bookinfo/sample';
import { failedTraceID as emojivotoFailed, slowTraceID as emojivotoSlow } from '../samples/emojivoto/sample';

/** The plugin's ID in its manifest. */
export const pluginID = 'logservice-jaeger-datasource';

/** The UID of the dashboard with the traces. */
export const dashboardUID = 'logservice-jaeger-traces';

/** The UID of the provisioned data source that asks a Jaeger for both samples. */
export const jaegerUID = 'jaeger-query';

/** The samples, by the UIDs of their provisioned data sources, with two traces worth a look. */
export const samples = [
  { uid: 'bookinfo', title: 'bookinfo on Istio', slow: bookinfoSlow, failed: bookinfoFailed },
  { uid: 'emojivoto', title: 'emojivoto on Linkerd', slow: emojivotoSlow, failed: emojivotoFailed },
];

/**
 * Makes the address of a query in Grafana's Explore, in the form that Grafana 10.1 and newer read
 * (https://grafana.com/docs/grafana/latest/explore/get-started-with-explore/#generate-explore-urls-from-external-tools).
 *
 * @param base - where Grafana is, without a slash at its end
 * @param datasource - type and UID of the data source to ask
 * @param query - the fields of the query, but for those that all queries have
 */
export function exploreURL(base: string, datasource: { type: string; uid: string }, query: object): string {
  const pane = {
    datasource: datasource.uid,
    queries: [{ refId: 'A', datasource, ...query }],
    range: { from: 'now-1h', to: 'now' },
  };
  const panes = encodeURIComponent(JSON.stringify({ a: pane }));
  return `${base}/explore?schemaVersion=1&orgId=1&panes=${panes}`;
}

/** Says whether the user wants traffic without what makes the alert rules fire. */
export function isHealthy({ HEALTHY }: NodeJS.ProcessEnv): boolean {
  return HEALTHY !== undefined && HEALTHY !== '';
}

/** Which servers run beside Grafana. */
export interface Beside {
  loki: boolean;
  jaeger: boolean;
}

/**
 * What a person reads once Grafana is up: where to look and what to try.
 *
 * @param base - where Grafana is, without a slash at its end
 */
export function guide(base: string, beside: Beside): string {
  const traces = (uid: string, query: object) => exploreURL(base, { type: pluginID, uid }, query);
  const loki = exploreURL(base, { type: 'loki', uid: 'loki' }, { expr: '{namespace=~".+"}', queryType: 'range' });
  const places = samples.flatMap(({ uid, title, slow, failed }) => [
    '',
    title,
    `  search        ${traces(uid, { queryType: 'search', limit: 20 })}`,
    `  slow trace    ${traces(uid, { queryType: 'traceId', query: slow })}`,
    `  failed trace  ${traces(uid, { queryType: 'traceId', query: failed })}`,
    `  service graph ${traces(uid, { queryType: 'serviceGraph' })}`,
  ]);
  const jaeger = [
    '',
    'both, as a Jaeger serves them',
    `  search        ${traces(jaegerUID, { queryType: 'search', service: 'productpage.default', limit: 20 })}`,
    ...samples.map(
      ({ title, slow }) => `  slow trace    ${traces(jaegerUID, { queryType: 'traceId', query: slow })}  ${title}`,
    ),
  ];
  const ideas = [
    'Begin with the services, click one for its depth, and choose emojivoto as the data source, too.',
    'On the traces, choose a data source, then click a trace ID: the trace is drawn below the table.',
    'In Explore, search for status error, or for a min duration of 1s, and open a trace by its ID.',
    'In the failed trace, look for the red span, and open it for its tags and events.',
    'Open "Node graph" above the slow trace: a red ring is a failure; the yellower another, the more time that span took.',
    "See who calls whom in the service graph; emojivoto's is of the calls that its instance counts, as a notice says.",
    ...(beside.loki
      ? [
          'Open a span and follow "Logs for this span" to its lines in Loki.',
          'Open one of those lines and follow "Open the trace in …" back.',
        ]
      : []),
    ...(beside.jaeger
      ? ['Choose Jaeger Query as the data source: the same traces, asked of a Jaeger that got the same spans.']
      : []),
    'Search again after a while: new traces come in all the time.',
    'Within five minutes the alert rules fire: open one, and follow its link to the guilty traces.',
    '`HEALTHY=1 make demo` has traffic without them: the slow requests of the history raise an alert, and it resolves within ten minutes.',
  ];
  return [
    `Grafana is at ${base}, and asks for no login.`,
    '',
    `services        ${base}/d/lsj-services?var-datasource=bookinfo`,
    `a canary        ${base}/d/lsj-canary?var-datasource=bookinfo&var-service=reviews.default`,
    `traces          ${base}/d/${dashboardUID}`,
    `all dashboards  ${base}/dashboards`,
    `alert rules     ${base}/alerting/list`,
    ...(beside.loki ? [`log lines       ${loki}`] : []),
    ...places,
    ...(beside.jaeger ? jaeger : []),
    '',
    'What to try',
    ...ideas.map((idea, index) => `  ${index + 1}. ${idea}`),
  ].join('\n');
}

/** Says how to get the servers that the demo did without; nothing if none is missing. */
export function missing({ loki, jaeger }: Beside): string[] {
  const absent = [...(loki ? [] : ['no Loki with log lines']), ...(jaeger ? [] : ['no Jaeger with the traces'])];
  return absent.length > 0
    ? [
        `There is ${absent.join(' and ')}: \`make test-servers\` builds what is missing, once, and the next demo will use them.`,
      ]
    : [];
}
