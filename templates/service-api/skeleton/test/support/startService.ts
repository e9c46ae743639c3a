import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { checkLine } from './logSchema.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const DEADLINE_MS = 10_000;

export interface LogLine extends Record<string, unknown> {
  level: string;
  message: string;
}

/** The built service in its own process, and what it wrote to its log. */
export class ServiceProcess {
  readonly logs: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;

  constructor(env: Record<string, string>) {
    this.#child = spawn(process.execPath, [MAIN], {
      env: { PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (!this.#child.stdout) {
      throw new Error('The service has no standard output.');
    }
    createInterface({ input: this.#child.stdout }).on('line', line => {
      const parsed = JSON.parse(line) as LogLine;
      checkLine(parsed); // each line of each test is one more check of the schema
      this.logs.push(parsed);
    });
    // `close` comes when the output has been read to its end, unlike `exit`
    this.#exit = once(this.#child, 'close').then(
      ([code]) => code as number | null,
    );
  }

  /** Waits for a log line that fits; fails when it does not come. */
  async log(fits: (line: LogLine) => boolean): Promise<LogLine> {
    for (let waited = 0; waited < DEADLINE_MS; waited += 10) {
      const line = this.logs.find(fits);
      if (line) {
        return line;
      }
      await sleep(10);
    }
    throw new Error(`No such line in the log: ${JSON.stringify(this.logs)}`);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** The exit code; null when a signal ended the process. */
  exit(): Promise<number | null> {
    return this.#exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}

export interface RunningService extends ServiceProcess {
  port: number;
  url: string;
  metricsUrl: string;
}

/** Starts the service on a free port; `await using` ends it with the test. */
export async function startService(
  env: Record<string, string>,
): Promise<RunningService> {
  const service = new ServiceProcess(env);
  const { port, metricsPort } = await service.log(
    line => line.message === 'Listening',
  );
  return Object.assign(service, {
    port: Number(port),
    url: `http://127.0.0.1:${String(port)}`,
    metricsUrl: `http://127.0.0.1:${String(metricsPort)}/metrics`,
  });
}
