import { parseArgs } from 'node:util';

import type { Access } from './client';
import { defaultMinutes, defaultSeed } from './sample';

/** What both commands take. */
export interface Options {
  /** Names of samples. */
  samples: string[];
  access: Access;
  projectPrefix: string;
  /** Milliseconds since the epoch. */
  now: number;
  minutes: number;
  seed: number | undefined;
  loki: string | undefined;
  otlp: string | undefined;
  /** Traces a second. */
  rate: number;
  /** Milliseconds, Infinity for until stopped. */
  duration: number;
  /** Without what is slow and what fails. */
  healthy: boolean;
  /** With the calls that a trace instance's jobs count. */
  deps: boolean;
}

const usage = `Usage: tsx tests/samples/<load|traffic>.ts --endpoint URL [options]
  --sample NAME            one of the names below, or all (the default)
  --endpoint URL           Log Service's endpoint; https without a scheme
  --access-key-id ID       or the environment's ALIBABA_CLOUD_ACCESS_KEY_ID
  --access-key-secret S    or the environment's ALIBABA_CLOUD_ACCESS_KEY_SECRET
  --project-prefix P       goes before the projects' names, which are unique in a region
  --now TIME               end of the history, ISO 8601; now by default (load)
  --minutes N              length of the history; ${defaultMinutes} by default (load)
  --seed N                 another seed makes other traces; ${defaultSeed} by default (load)
  --rate N                 traces a second and sample; 1 by default (traffic)
  --for 10s                how long, in s, m or h; until stopped by default (traffic)
  --healthy                without the slow canary and what fails (traffic)
  --deps                   with the calls between services that the scheduled SQL
                           jobs of a trace instance count
  --loki URL               writes the containers' log lines there as well
  --otlp URL               sends the spans there as well, by OTLP over HTTP`;

/** Reads a command line; an error is a sentence about what is wrong with it, with the usage. */
export function readOptions(args: string[], names: string[], environment: NodeJS.ProcessEnv): Options {
  const { values } = parseOrExplain(args);
  const sample = values.sample ?? 'all';
  if (sample !== 'all' && !names.includes(sample)) {
    throw new Error(`There is no sample ${sample}: choose one of ${[...names, 'all'].join(', ')}.\n${usage}`);
  }
  return {
    samples: sample === 'all' ? names : [sample],
    access: {
      endpoint: required(values.endpoint, '--endpoint'),
      accessKeyId: required(values['access-key-id'] ?? environment.ALIBABA_CLOUD_ACCESS_KEY_ID, '--access-key-id'),
      accessKeySecret: required(
        values['access-key-secret'] ?? environment.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
        '--access-key-secret',
      ),
      securityToken: environment.ALIBABA_CLOUD_SECURITY_TOKEN,
    },
    projectPrefix: values['project-prefix'] ?? '',
    now: values.now === undefined ? Date.now() : number('--now', Date.parse(values.now)),
    minutes: number('--minutes', Number(values.minutes ?? defaultMinutes)),
    seed: values.seed === undefined ? undefined : number('--seed', Number(values.seed)),
    loki: values.loki,
    otlp: values.otlp,
    rate: number('--rate', Number(values.rate ?? 1)),
    duration: values.for === undefined ? Infinity : milliseconds(values.for),
    healthy: values.healthy ?? false,
    deps: values.deps ?? false,
  };
}

function parseOrExplain(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const names = ['sample', 'endpoint', 'access-key-id', 'access-key-secret', 'project-prefix'] as const;
  const rest = ['now', 'minutes', 'seed', 'rate', 'for', 'loki', 'otlp'] as const;
  const known = Object.fromEntries([...names, ...rest].map((name) => [name, text]));
  try {
    return parseArgs({ args, options: { ...known, healthy: flag, deps: flag } }) as {
      values: Partial<Record<(typeof names)[number] | (typeof rest)[number], string>> & {
        healthy?: boolean;
        deps?: boolean;
      };
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') {
    throw new Error(`${name} is missing.\n${usage}`);
  }
  return value;
}

function number(name: string, value: number): number {
  if (!Number.isFinite(value) || value <= 0) {
    throw new Error(`${name} must be a positive number or a time.\n${usage}`);
  }
  return value;
}

function milliseconds(text: string): number {
  const [, digits, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? [];
  const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };
  return number('--for', Number(digits) * (units[unit ?? ''] ?? NaN));
}
