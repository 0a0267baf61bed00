import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How long a child may take to end before it is killed. */
const graceMilliseconds = 15_000;

/** How many lines of its log a child that failed is quoted with. */
const quotedLines = 20;

/** How to start a child. */
export interface Command {
  /** What messages call it; also the name of its log. */
  name: string;
  program: string;
  args: string[];
  environment?: NodeJS.ProcessEnv;
  /** Shows what it prints, instead of keeping it in a log. */
  shown?: boolean;
}

interface Child {
  process: ChildProcess;
  /** Resolves when it is over, with the reason if it could not even start. */
  ended: Promise<Error | undefined>;
}

/**
 * The processes that the demo starts, each in a process group of its own: a signal from the terminal reaches the demo
 * only, which then ends them by their own IDs, and what they leave behind, such as a plugin of a Grafana that failed.
 */
export class Children {
  private readonly running = new Set<Child>();
  private stopping = false;
  private report: (error: Error) => void = () => undefined;

  /** Rejects when a child that should stay ends by itself. */
  readonly failure = new Promise<never>((_, reject) => {
    this.report = reject;
  });

  /** @param logs - the folder for what the children print */
  constructor(private readonly logs: string) {
    // It is raced with; nobody may be listening when it comes.
    this.failure.catch(() => undefined);
  }

  /** Runs a child to its end; any but a good one is an error that quotes its log. */
  async run(command: Command): Promise<void> {
    const { process, ended } = this.start(command);
    const error = await ended;
    if (process.exitCode !== 0) {
      throw this.complaint(command, process, error);
    }
  }

  /**
   * Starts a child that stays. Its output goes to its log, but for its first line if `speaks` is set; its input stays
   * open as long as the demo lives.
   *
   * @returns the first line
   */
  async stay(command: Command, speaks = false): Promise<string> {
    const { process, ended } = this.start(command, speaks);
    const over = ended.then((error) => {
      if (!this.stopping) {
        this.report(this.complaint(command, process, error));
      }
    });
    return speaks ? Promise.race([firstLine(process), over.then(() => this.failure)]) : '';
  }

  /** Ends all children, and waits until they have. Nothing is started from then on. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(
      [...this.running].map(async ({ process, ended }) => {
        process.kill('SIGTERM');
        const late = setTimeout(() => process.kill('SIGKILL'), graceMilliseconds);
        await ended;
        clearTimeout(late);
      }),
    );
  }

  private start({ name, program, args, environment, shown }: Command, speaks = false): Child {
    if (this.stopping) {
      throw new Error(`${name} is not started any more.`);
    }
    const log = openSync(this.logOf(name), 'a');
    const output = shown === true ? 'inherit' : log;
    const stdio: StdioOptions = ['pipe', speaks ? 'pipe' : output, output];
    const child = spawn(program, args, { env: environment, stdio, detached: true });
    closeSync(log);
    const started: Child = {
      process: child,
      ended: new Promise<Error | undefined>((resolve) => {
        child.once('exit', () => resolve(undefined));
        child.once('error', resolve);
      }).finally(() => {
        this.running.delete(started);
        endGroup(child.pid);
      }),
    };
    this.running.add(started);
    return started;
  }

  private complaint({ name }: Command, process: ChildProcess, error: Error | undefined): Error {
    if (error !== undefined) {
      return new Error(`${name} did not start: ${error.message}`);
    }
    const how = process.signalCode ?? `exit code ${process.exitCode}`;
    const log = readFileSync(this.logOf(name), 'utf8').trimEnd().split('\n').slice(-quotedLines).join('\n');
    return new Error(`${name} ended with ${how}.${log === '' ? '' : ` The last it said:\n${log}`}`);
  }

  private logOf(name: string): string {
    return join(this.logs, `${name.replaceAll(/\W+/g, '-')}.log`);
  }
}

/** Ends what is left of the process group of a child that is over. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) {
        resolve(text.slice(0, end));
      }
    });
  });
}
