import { t } from '@grafana/i18n';
import type { DataQuery } from '@grafana/schema';
import { parseDuration } from './duration';
import { durationProblem, limitProblem, oneOfProblem, switchProblem, textProblem } from './fieldProblems';
import { filterProblems } from './filterProblems';
import type { StoredQuery } from './filters';
import { metricsProblems } from './metricsProblems';
import { isKnownVersion } from './migrations';
import { maxLimit, normalise } from './query';
import { resultProblems } from './searchProblems';
import { maxHops } from './serviceGraph';
import { traceViews } from './traces';

/** What is wrong with a query, in a sentence for each field at fault. */
export type QueryProblems = { [field in keyof StoredQuery]?: string };

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/**
 * Says why the backend would refuse the query; an empty object when it would not. Variables must have been filled in,
 * since their names are no durations.
 */
export function problems(stored: DataQuery): QueryProblems {
  if (!isKnownVersion(stored)) {
    return { schemaVersion: versionProblem() };
  }
  const found = Object.entries(problemsByType(normalise(stored)));
  return Object.fromEntries(found.filter(([, sentence]) => sentence !== undefined));
}

/** Says the first thing that is wrong with a query, see {@link problems}. */
export function problem(stored: DataQuery): string | undefined {
  return Object.values(problems(stored))[0];
}

function versionProblem(): string {
  return t(
    'query.problem.version',
    'A newer version of this plugin saved the query, in a form that this version cannot read. Update the plugin, or choose a query type to start anew.',
  );
}

function problemsByType(query: StoredQuery): QueryProblems {
  switch (query.queryType) {
    case 'search':
      return {
        ...filterProblems(query),
        ...startedProblems(query),
        ...resultProblems(query),
        limit: limitProblem(query.limit, maxLimit),
        asAnnotations: switchProblem('asAnnotations', query.asAnnotations),
      };
    case 'metrics':
      return metricsProblems(query);
    case 'serviceGraph':
      return serviceGraphProblems(query);
    case 'compare':
      return { query: textProblem('query', query.query), other: textProblem('other', query.other) };
    case 'upload':
      return {
        upload: textProblem('upload', query.upload),
        query: textProblem('query', query.query),
        spanId: textProblem('spanId', query.spanId),
        view: oneOfProblem(traceViews, query.view),
      };
    default:
      return {
        query: textProblem('query', query.query),
        spanId: textProblem('spanId', query.spanId),
        view: oneOfProblem(traceViews, query.view),
      };
  }
}

function startedProblems({ startedAfter, startedWithin }: StoredQuery): QueryProblems {
  return startedAfter === undefined
    ? {}
    : { startedAfter: momentProblem(startedAfter), startedWithin: lengthProblem(startedWithin) };
}

function momentProblem(moment: unknown): string | undefined {
  return typeof moment !== 'string' || /^[+-]?\d{1,18}$/.test(moment)
    ? textProblem('startedAfter', moment)
    : t('query.problem.moment', '"{{moment}}" is no moment; a link sends milliseconds since 1970 here.', {
        moment,
        interpolation,
      });
}

function lengthProblem(length: unknown): string | undefined {
  return length === undefined || (typeof length === 'string' && parseDuration(length) === 0)
    ? t('query.problem.moment-length', 'How long after the moment spans may have begun is missing, such as 1m.')
    : (textProblem('startedWithin', length) ?? durationProblem(length));
}

function serviceGraphProblems({ service, hops, quantile }: StoredQuery): QueryProblems {
  const isFar = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxHops;
  const isShare = (value: unknown) => typeof value === 'number' && value > 0 && value < 1;
  return {
    service: textProblem('service', service),
    hops:
      hops === undefined || isFar(hops)
        ? undefined
        : t('query.problem.hops', 'Services can be 1 to {{maxHops}} calls away; write a whole number.', { maxHops }),
    quantile:
      quantile === undefined || isShare(quantile)
        ? undefined
        : t('query.problem.graph-quantile', 'The latency must be a percentile between p0 and p100, or the average.'),
  };
}
