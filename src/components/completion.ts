import { getTemplateSrv } from '@grafana/runtime';
import { operations, services, tagKeys, tagValues, type NamesQuery, type ResourceClient } from '../resources';
import type { LoadNames } from './useOptions';
import { spanKinds, spanStatuses } from '../filters';
import { properties, tagPrefix } from '../metrics';
import type { ConditionSubject } from '../types';

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
    const { values, about = {}, ...names } = await tagKeys(client, { ...range, prefix, requestId });
    const marked = (key: string) => (properties.includes(key) ? tagPrefix + key : key);
    const facts = Object.entries(about).map(([key, of]) => [marked(key), of] as const);
    return { ...names, values: values.map(marked), about: Object.fromEntries(facts) };
  };
}

/** Offers the values of a tag on the spans of a service; both may be variables. Without a tag there are none. */
export function tagValuesOf({ client, ...range }: Completion, tag: string, service: string): LoadNames {
  return tag === ''
    ? listed([])
    : (prefix, requestId) => tagValues(client, { ...range, prefix, requestId }, replace(tag), replace(service));
}

/**
 * Keys that events have by convention: of exceptions, after OpenTelemetry
 * (https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/), and of logs, after OpenTracing
 * (https://github.com/opentracing/specification/blob/master/semantic_conventions.md).
 */
export const eventKeys = ['exception.type', 'exception.message', 'event', 'error.kind', 'message'];

/** The name of an event that tells of an exception, by the same convention. */
const exception = 'exception';

/**
 * Offers what a condition can compare with: values of a tag, names of services, and so on. A service narrows what is
 * offered to its spans; it may be a variable, as the key may.
 */
export function valuesOfSubject(completion: Completion, on: ConditionSubject, key: string, service: string): LoadNames {
  switch (on) {
    case 'tag':
      return tagValuesOf(completion, key, service);
    case 'service':
      return servicesOf(completion);
    case 'operation':
      return operationsOf(completion, service);
    case 'kind':
      return listed(spanKinds);
    case 'status':
      return listed(spanStatuses);
    case 'event':
      return listed(key === '' ? [exception] : []);
  }
}

/** Offers names that need no asking for. */
export function listed(values: readonly string[]): LoadNames {
  return () => Promise.resolve({ values: [...values], more: false, notices: [] });
}

function replace(text: string): string {
  return getTemplateSrv().replace(text);
}
