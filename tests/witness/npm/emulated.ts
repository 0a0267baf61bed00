/** The emulator that the environment names, a client of it, and what the client makes of a refusal. */
import assert from 'node:assert/strict';

import Client, { type RequestOptions } from '@alicloud/log';

import { addressOf } from '../../samples/address';

export const { endpoint, agent } = addressOf(needed('WITNESS_ENDPOINT'));
export const accessKeyId = needed('WITNESS_ACCESS_KEY_ID');
export const accessKeySecret = needed('WITNESS_ACCESS_KEY_SECRET');
export const region = needed('WITNESS_REGION');
export const options: RequestOptions = { agent, timeout: 30_000 };
export const client = new Client({ endpoint, accessKeyId, accessKeySecret });

function needed(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run tests/witness/run.sh`);
  return value;
}

/** Expects a refusal of the service with this code, with a message and a request ID. */
export async function refused(code: string, call: Promise<unknown>, says = ''): Promise<void> {
  await assert.rejects(call, (error: Error & { code?: string; requestid?: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, /\S/);
    assert.ok(error.message.includes(says), error.message);
    assert.match(error.requestid ?? '', /^[0-9A-F]{24}$/);
    return true;
  });
}
