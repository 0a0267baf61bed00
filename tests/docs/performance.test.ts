/** @jest-environment node */
import { readFileSync } from 'node:fs';

const page = readFileSync('docs/performance.md', 'utf8');

/** The page's table of limits, a line for each. */
const limits = page
  .slice(page.indexOf('## Limits'))
  .split('\n')
  .filter((line) => line.startsWith('| '));

/** The value of a constant in a source of the backend, in Go's spelling: 1_000, 15 << 20 or an expression of time. */
function constant(file: string, name: string): string {
  const found = new RegExp(`^\\s*(?:const )?${name}\\s*=\\s*(.+?)(?:\\s*//.*)?$`, 'm').exec(readFileSync(file, 'utf8'));
  if (!found) {
    throw new Error(`${file} has no constant ${name}: say in this test where the limit is now`);
  }
  return found[1]!;
}

/** How the page writes it. */
function written(value: string): string {
  const size = /^(\d+) << 20$/.exec(value);
  return size ? `${size[1]} MiB` : Number(value.replaceAll('_', '')).toLocaleString('en-US');
}

const stated: Array<[limit: string, file: string, name: string]> = [
  ['Spans in the trace view', 'pkg/models/limits.go', 'DefaultMaxSpans'],
  ['Spans in the trace view', 'pkg/models/limits.go', 'mostMaxSpans'],
  ['Spans read of a trace', 'pkg/trace/reader.go', 'MostRead'],
  ['Nodes of a graph', 'pkg/frames/nodegraph_choice.go', 'mostNodes'],
  ['Events as log lines', 'pkg/frames/events.go', 'mostEvents'],
  ['Levels of a flame graph', 'pkg/frames/flamegraph.go', 'mostLevels'],
  ['Traces or spans of a search', 'pkg/models/query.go', 'DefaultLimit'],
  ['Traces or spans of a search', 'pkg/models/query.go', 'MaxLimit'],
  ["Traces compared with a trace's duration", 'pkg/sls/read_search.go', 'maxCandidates'],
  ['Spans shown under a trace', 'pkg/models/results.go', 'DefaultSpansPerTrace'],
  ['Spans shown under a trace', 'pkg/models/results.go', 'MaxSpansPerTrace'],
  ['Series of metrics', 'pkg/models/metrics.go', 'DefaultSeries'],
  ['Series of metrics', 'pkg/models/metrics.go', 'MaxSeries'],
  ['Figures of one answer', 'pkg/sls/metrics_statement.go', 'mostRows'],
  ['Figures of one answer', 'pkg/plugin/step.go', 'mostPoints'],
  ['Spans that a service graph is made from', 'pkg/sls/read_graph.go', 'defaultGraphSpans'],
  ['Calls of a service graph', 'pkg/sls/read_graph.go', 'mostRoutes'],
  ['Names in a list', 'pkg/plugin/resources.go', 'mostNames'],
  ['Characters of a raw search', 'pkg/sls/raw_search.go', 'mostRawSearch'],
  ['A file', 'pkg/plugin/uploads.go', 'mostUploadBytes'],
  ['A file', 'pkg/jaeger/decode_file.go', 'mostFileSpans'],
  ['Files kept in memory', 'pkg/plugin/uploads.go', 'mostKeptBytes'],
  ['Files kept in memory', 'pkg/plugin/uploads.go', 'mostKeptFiles'],
  ['Searches in flight of a data source', 'pkg/models/limits.go', 'DefaultSearchRequests'],
  ['Searches in flight of a data source', 'pkg/models/limits.go', 'DefaultJaegerRequests'],
  ['SQL statements in flight of a data source', 'pkg/models/limits.go', 'DefaultSQLRequests'],
  ['SQL statements in flight of a data source', 'pkg/models/limits.go', 'DefaultDedicatedSQLRequests'],
  ['Requests in flight of one trace', 'pkg/sls/read_pages.go', 'pagesInFlight'],
  ['Queries of a panel at a time', 'pkg/plugin/query.go', 'mostQueries'],
  ['Tries of a request that may pass', 'pkg/sls/request.go', 'maxTries'],
  ['An answer', 'pkg/sls/body.go', 'maxAnswerSize'],
  ['A field that SQL sees', 'pkg/sls/index.go', 'defaultMaxTextLength'],
];

test.each(stated)('%s: as %s has it (%s)', (limit, file, name) => {
  const line = limits.find((text) => text.startsWith(`| ${limit} `));
  expect(line).toBeDefined();
  const numbers = line!.split('|')[2]!.match(/\d+(,\d{3})*( MiB)?/g);
  expect(numbers).toContain(written(constant(file, name)));
});

test('each limit of the page is held to the code', () => {
  const named = limits
    .map((line) => line.split('|')[1]!.trim())
    .filter((name) => name !== 'What' && !/^-+$/.test(name));
  expect(named.length).toBeGreaterThan(20);
  expect([...new Set(stated.map(([limit]) => limit))].sort()).toEqual(named.sort());
});

test.each(['README.md', 'docs/performance.md'])('the figures of %s were written by make bench', (file) => {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/<!-- bench: (\w+) -->\n\n([\s\S]*?)\n*<!-- \/bench -->/g)];
  expect(blocks.length).toBeGreaterThan(0);
  for (const [, , block] of blocks) {
    expect(block).toMatch(/\d/);
  }
});
