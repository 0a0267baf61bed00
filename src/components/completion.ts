import { getTemplateSrv } from '@grafana/runtime';
import { operations, services, tagKeys, tagValues, type NamesQuery, type ResourceClient } from '../resources';
import type { LoadNames } from './useOptions';
import { properties, tagPrefix } from '../metrics';

/** Whom to ask for names, and in which stretch of time; the backend's own when it has no ends. */
export interface Completion extends Pick<NamesQuery, 'from' | 'to'> {
  client: ResourceClient;
}

/** Offers the services. */
export function servicesOf({ client, ...range }: Completion): LoadNames {
  return (prefix, requestId) => services(client, { ...range, prefix, requestId });
}

/** Offers the operations of a service, which may be a variable. */
export function operationsOf({ client, ...range }: Completion, service: string): LoadNames {
  return (prefix, requestId) => operations(client, { ...range, prefix, requestId }, replace(service));
}

/** Offers the keys of tags. */
export function tagKeysOf({ client, ...range }: Completion): LoadNames {
  return (prefix, requestId) => tagKeys(client, { ...range, prefix, requestId });
}

/** Offers the keys of tags to tell series apart by, and marks those that are named like one of a span's properties. */
export function groupKeysOf({ client, ...range }: Completion): LoadNames {
  return async (prefix, requestId) => {
    const { values, ...names } = await tagKeys(client, { ...range, prefix, requestId });
    return { ...names, values: values.map((key) => (properties.includes(key) ? tagPrefix + key : key)) };
  };
}

/** Offers the values of a tag on the spans of a service; both may be variables. Without a tag there are none. */
export function tagValuesOf({ client, ...range }: Completion, tag: string, service: string): LoadNames {
  return tag === ''
    ? listed([])
    : (prefix, requestId) => tagValues(client, { ...range, prefix, requestId }, replace(tag), replace(service));
}

/** Offers names that need no asking for. */
export function listed(values: readonly string[]): LoadNames {
  return () => Promise.resolve({ values: [...values], more: false, notices: [] });
}

function replace(text: string): string {
  return getTemplateSrv().replace(text);
}
