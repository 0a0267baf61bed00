import type { Expand } from './expansion';
import { isEmpty } from './filters';
import {
  allNames,
  operations,
  services,
  tagKeys,
  tagValues,
  type Names,
  type NamesQuery,
  type ResourceClient,
} from './resources';
import type { VariableKind, VariableQuery } from './types';

/** What a variable can list, in the order of a pick list. */
export const variableKinds: readonly VariableKind[] = ['services', 'operations', 'tagKeys', 'tagValues', 'traceIds'];

/** The most services whose names are asked for one by one. */
export const maxServices = 20;

/** Gives the query of a variable its full form: a new one lists services. */
export function normaliseVariable(stored: unknown): VariableQuery {
  // Grafana gives an empty text for a variable that is new, or that had another data source.
  const { refId, kind, service, tag, prefix, query } = Object(stored) as Partial<VariableQuery>;
  const full = kind ?? 'services';
  return {
    refId: isEmpty(refId) ? 'variable' : (refId as string),
    kind: full,
    ...(takesService(full) && !isEmpty(service) && { service }),
    ...(full === 'tagValues' && !isEmpty(tag) && { tag }),
    ...(full !== 'traceIds' && !isEmpty(prefix) && { prefix }),
    ...(full === 'traceIds' && query !== undefined && { query }),
  };
}

/** Says whether names of this kind may be those of one service. */
export function takesService(kind: VariableKind): boolean {
  return kind === 'operations' || kind === 'tagValues';
}

/** Puts the values of variables in. */
interface Fill {
  replace: (text: string) => string;
  expand: Expand;
}

/**
 * Asks for the names that a variable lists, those of traces excepted. A service that is a variable with several values
 * stands for each of them, a tag for its first.
 */
export async function variableNames(
  client: ResourceClient,
  { kind, service = '', tag = '', prefix = '' }: VariableQuery,
  range: Pick<NamesQuery, 'from' | 'to'>,
  { replace, expand }: Fill,
): Promise<Names> {
  const query: NamesQuery = { ...range, prefix: replace(prefix), limit: allNames };
  const ofServices = (ask: (service: string) => Promise<Names>) => each(expand(service) ?? [''], ask);
  switch (kind) {
    case 'operations':
      return ofServices((one) => operations(client, query, one));
    case 'tagKeys':
      return tagKeys(client, query);
    case 'tagValues':
      return replace(tag).trim() === '' ? none : ofServices((one) => tagValues(client, query, replace(tag), one));
    default:
      return services(client, query);
  }
}

const none: Names = { values: [], more: false, notices: [] };

/** Puts the answers for several services together. With too many of them it asks for all. */
async function each(names: string[], ask: (service: string) => Promise<Names>): Promise<Names> {
  const answers = await Promise.all((names.length > maxServices ? [''] : names).map(ask));
  const values = [...new Set(answers.flatMap((answer) => answer.values))].sort();
  return {
    values: values.slice(0, allNames),
    more: values.length > allNames || answers.some(({ more }) => more),
    notices: answers.flatMap(({ notices }) => notices),
  };
}
