import { t } from '@grafana/i18n';
import { isObject } from './settings';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/**
 * How a link may begin: a scheme and a host, or a path within Grafana. No variable may stand there, or whoever sends
 * spans could choose where a click leads. Its twin is in pkg/models/traceview.go.
 */
const safeAddress = /^(https?:\/\/(\[[0-9a-f:.]+\]|[^\s/?#$[\]{}\\@:]+)(:\d+)?([/?#]|$)|\/[a-z0-9_-])/i;

/** Says of each link of spans what is wrong with it; undefined when nothing is. */
export function spanLinksProblems(links: unknown): Array<string | undefined> {
  if (links === undefined) {
    return [];
  }
  if (!Array.isArray(links)) {
    return [t('settings.problem.span-links', 'The setting spanLinks must be a list of links.')];
  }
  return links.map((link: unknown, index) => spanLinkProblem(link, { number: index + 1, interpolation }));
}

function spanLinkProblem(link: unknown, which: { number: number; interpolation: object }): string | undefined {
  if (!isObject(link) || [link.title, link.url, link.datasourceUid].some((text) => !isText(text))) {
    return t(
      'settings.problem.span-link-type',
      'Link {{number}} must have a title and a url, or a datasourceUid, that are text.',
      which,
    );
  }
  if (isEmpty(link.title)) {
    return t('settings.problem.span-link-title', 'Link {{number}} has no name for the menu of a span.', which);
  }
  if (!isEmpty(link.url) && !isEmpty(link.datasourceUid)) {
    return t(
      'settings.problem.span-link-both',
      'Link {{number}} has an address and a data source; keep one of them.',
      which,
    );
  }
  return isEmpty(link.datasourceUid) ? addressProblem(link.url, which) : queryProblem(link.query, which);
}

function addressProblem(url: unknown, which: { number: number; interpolation: object }): string | undefined {
  if (isEmpty(url)) {
    return t('settings.problem.span-link-nowhere', 'Link {{number}} needs an address or a data source.', which);
  }
  return safeAddress.test(String(url))
    ? undefined
    : t(
        'settings.problem.span-link-url',
        'The address of link {{number}} must begin with https:// or http:// and a host without variables, or with / and a path in Grafana.',
        which,
      );
}

function queryProblem(query: unknown, which: { number: number; interpolation: object }): string | undefined {
  return isObject(query) && Object.keys(query).length > 0
    ? undefined
    : t(
        'settings.problem.span-link-query',
        'The query of link {{number}} must be JSON as the data source keeps it.',
        which,
      );
}

/** Says why the link from a span to profiles can not be made. */
export function profilesProblem(profiles: unknown = {}): string | undefined {
  const fits =
    isObject(profiles) &&
    [profiles.datasourceUid, profiles.query, profiles.profileTypeId].every(isText) &&
    typeof (profiles.customQuery ?? false) === 'boolean';
  return fits
    ? undefined
    : t(
        'settings.problem.profiles',
        'The setting tracesToProfiles must have text for datasourceUid, query and profileTypeId, and true or false for customQuery.',
      );
}

function isText(value: unknown): boolean {
  return typeof (value ?? '') === 'string';
}

function isEmpty(value: unknown): boolean {
  return (value ?? '') === '';
}
