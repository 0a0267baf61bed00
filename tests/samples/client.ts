import Client, { type LogGroup, type RequestOptions } from '@alicloud/log';

import type { Row } from './model';
import type { Logstore } from './sample';
import { addressOf } from './address';

/** What is needed to write to Log Service. */
export interface Access {
  endpoint: string;
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
}

/** PutLogs takes 4,096 records and 3 MB at the most: https://www.alibabacloud.com/help/en/sls/developer-reference/api-putlogs */
const maxRecords = 1_000;
const maxBytes = 1_000_000;

/** A logstore keeps its records for so many days. */
const ttlDays = 30;
const shardCount = 2;

/** How long a new project or logstore may take to accept records. */
const settleTries = 20;
const settleMilliseconds = 3_000;

/** One project of Log Service, through the official client. */
export class Project {
  private readonly client: Client;
  private readonly options: RequestOptions;

  constructor(
    access: Access,
    private readonly name: string,
  ) {
    const { endpoint, agent } = addressOf(access.endpoint);
    this.client = new Client({ ...access, endpoint });
    this.options = { agent, timeout: 30_000 };
  }

  /** Makes the project, its logstores and their indexes, where they are missing; changes nothing that exists. */
  async create(logstores: Logstore[]): Promise<void> {
    await this.unlessThere(
      () => this.client.getProject(this.name, this.options),
      () => this.client.createProject(this.name, { description: 'Samples of Jaeger on Log Service' }, this.options),
    );
    for (const { name, index } of logstores) {
      await settled(() =>
        this.unlessThere(
          () => this.client.getLogStore(this.name, name, this.options),
          () => this.client.createLogStore(this.name, name, { ttl: ttlDays, shardCount }, this.options),
        ),
      );
      if (index !== null) {
        await settled(() =>
          this.unlessThere(
            () => this.client.getIndexConfig(this.name, name, this.options),
            () => this.client.createIndex(this.name, name, index, this.options),
          ),
        );
      }
    }
  }

  /** Writes the rows, in as few requests as the limits allow, and says how many those were. */
  async write(rows: Row[]): Promise<number> {
    const groups = batches(rows);
    for (const { logstore, group } of groups) {
      await settled(() => this.client.postLogStoreLogs(this.name, logstore, group, this.options));
    }
    return groups.length;
  }

  private async unlessThere(look: () => Promise<unknown>, make: () => Promise<unknown>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (!missing(error)) {
        throw error;
      }
      await make();
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function missing(error: unknown): boolean {
  return ['ProjectNotExist', 'LogStoreNotExist', 'IndexConfigNotExist'].includes(codeOf(error));
}

/** Repeats what fails because the project or logstore was only just made. */
async function settled(step: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await step();
      return;
    } catch (error) {
      if (!missing(error) || tries === settleTries) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, settleMilliseconds));
    }
  }
}

/** One request's worth of records. */
interface Batch {
  logstore: string;
  group: LogGroup;
}

/** Parts rows into requests: one logstore, topic and source each, within PutLogs' limits, in the rows' order. */
export function batches(rows: Row[]): Batch[] {
  const open = new Map<string, { batch: Batch; bytes: number }>();
  const all: Batch[] = [];
  for (const { logstore, topic, source, time, contents } of rows) {
    const bytes = contents.reduce(
      (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value) + 12,
      16,
    );
    const key = JSON.stringify([logstore, topic, source]);
    let current = open.get(key);
    if (!current || current.batch.group.logs.length >= maxRecords || current.bytes + bytes > maxBytes) {
      current = { batch: { logstore, group: { logs: [], topic, source } }, bytes: 0 };
      open.set(key, current);
      all.push(current.batch);
    }
    current.batch.group.logs.push({ timestamp: time, content: Object.fromEntries(contents) });
    current.bytes += bytes;
  }
  return all;
}
