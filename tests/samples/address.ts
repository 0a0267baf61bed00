import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import http from 'node:http';
import https from 'node:https';

/**
 * Where to send requests. The official client puts the project before the
 * endpoint's host, always: `<project>.<host>`.
 */
export interface Address {
  /** The endpoint as the client takes it, with its scheme. */
  endpoint: string;
  agent: http.Agent;
}

/**
 * Reads an endpoint: `cn-hangzhou.log.aliyuncs.com` (https, as no scheme is
 * given), `http://127.0.0.1:8080` or `http://localhost:8080`. A loopback address
 * becomes `localhost`, and every name under it and every name before a bare IPv4
 * address is resolved here, because no DNS server knows them.
 */
export function addressOf(endpoint: string): Address {
  const url = new URL(/^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`);
  const host = url.hostname.startsWith('127.') ? 'localhost' : url.hostname;
  const port = url.port === '' ? '' : `:${url.port}`;
  const options = { keepAlive: true, lookup: lookUp };
  const agent = url.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  return { endpoint: `${url.protocol}//${host}${port}`, agent };
}

type Answer = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

function lookUp(hostname: string, options: LookupOptions, answer: Answer): void {
  const fixed = fixedAddress(hostname);
  if (fixed === undefined) {
    lookup(hostname, options, answer);
  } else if (options.all) {
    answer(null, [{ address: fixed, family: 4 }]);
  } else {
    answer(null, fixed, 4);
  }
}

/** The IPv4 address that a host name stands for by its looks: loopback for `*.localhost` (RFC 6761), or the one at its end. */
export function fixedAddress(hostname: string): string | undefined {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) {
    return '127.0.0.1';
  }
  return /(?:^|\.)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(hostname)?.[1];
}
