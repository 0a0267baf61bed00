import { isEmpty } from './conditions';
import type { StoredQuery } from './filters';
import { parseLogfmt } from './logfmt';

/** What turns a query of one version into one of the next. */
type Migration = (stored: StoredQuery) => StoredQuery;

/**
 * The way from each version to the next, the first from what other data sources save. A query that names no version
 * takes them all, so each leaves alone what it doesn't know. The twin of each is in pkg/models/migrate.go.
 */
const migrations: readonly Migration[] = [fromJaeger];

/** The version of the queries that this plugin writes, in their field `schemaVersion`; absent means the same. */
export const schemaVersion = migrations.length;

/** Says whether the query is of a version that this plugin knows how to read. */
export function isKnownVersion({ schemaVersion: version }: StoredQuery): boolean {
  return isEmpty(version) || (Number.isInteger(version) && Number(version) >= 0 && Number(version) <= schemaVersion);
}

/** Gives a query of a known version the form of the newest. */
export function migrate(stored: StoredQuery): StoredQuery {
  const { schemaVersion: version, ...query } = stored;
  return migrations.slice(Number(version ?? 0)).reduce<StoredQuery>((next, migration) => migration(next), query);
}

/**
 * Reads what Grafana's own Jaeger data source saves (grafana/grafana, public/app/plugins/datasource/jaeger): a search
 * with tags in logfmt, and its graph of dependencies. A trace by its ID is the same in both. Its durations are those of
 * spans, as ours are.
 */
function fromJaeger(stored: StoredQuery): StoredQuery {
  if (stored.queryType === 'dependencyGraph') {
    // It is always of all services, whatever the form holds from before.
    const { service: _service, ...graph } = stored;
    return { ...graph, queryType: 'serviceGraph' };
  }
  const isJaegers = typeof stored.tags === 'string' || stored.datasource?.type === 'jaeger';
  if (stored.queryType !== 'search' || !isJaegers) {
    return stored;
  }
  const { operation, ...search } = stored;
  return {
    ...search,
    // Old versions of its form save the entry "All" as it is.
    ...(operation !== 'All' && { operation }),
    tags: typeof stored.tags === 'string' ? conditionsOf(stored.tags) : stored.tags,
  };
}

/**
 * Tags that are no logfmt stay as they are, for `problems` and the backend to refuse, and so does a variable that holds
 * them all: only who asks knows what is in it.
 */
function conditionsOf(tags: string): unknown {
  const pairs = parseLogfmt(tags);
  if (pairs === undefined || pairs.some(({ key }) => /[${}]/.test(key))) {
    return tags;
  }
  // Jaeger makes an object of them, in which the last of a key stays.
  return [...new Map(pairs.map(({ key, value }) => [key, value]))].map(([key, value]) => ({
    key,
    operator: '=',
    value,
  }));
}
