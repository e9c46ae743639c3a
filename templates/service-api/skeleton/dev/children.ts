import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

// The pipe to the shell ends when this process does, even when it was killed, and takes the program with it.
const SUPERVISOR = `
exec 3<&0
signal=$1; shift
"$@" 3<&- </dev/null &
child=$!
(cat <&3; kill -s "$signal" "$child") >/dev/null 2>&1 &
wait "$child"
`;
const STOP_TIMEOUT_MS = 15_000;

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  /** Its output goes here. */
  logFile: string;
  env?: NodeJS.ProcessEnv;
  uid?: number | undefined;
  gid?: number | undefined;
  /** The signal that ends it well. */
  stopSignal?: 'INT' | 'TERM';
}

/** A program beside this process, which it does not outlive. */
export class Child {
  readonly #process: ChildProcess;
  readonly #options: ChildOptions;
  readonly ended: Promise<unknown>;

  constructor(options: ChildOptions) {
    const { command, args, logFile, env, uid, gid, stopSignal } = options;
    mkdirSync(path.dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: 'a' });
    this.#options = options;
    this.#process = spawn(
      'sh',
      ['-c', SUPERVISOR, 'sh', stopSignal ?? 'TERM', command, ...args],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true, // Ctrl-C reaches only this process, which ends the others in order
        ...(env && { env }),
        ...(uid !== undefined && { uid }),
        ...(gid !== undefined && { gid }),
      },
    );
    this.#process.stdin?.on('error', () => undefined);
    this.#process.stdout?.pipe(log, { end: false });
    this.#process.stderr?.pipe(log, { end: false });
    this.ended = once(this.#process, 'close').finally(() => {
      log.end();
    });
    this.ended.catch(() => undefined);
  }

  /** Waits until it works. @throws Error when it ends first, or is not ready in time */
  async ready(
    works: () => Promise<boolean>,
    timeoutMs = 30_000,
  ): Promise<void> {
    const { name, logFile } = this.#options;
    const late = Date.now() + timeoutMs;
    while (!(await works())) {
      if (this.#process.exitCode !== null) {
        throw new Error(`${name} did not start; see ${logFile}`);
      }
      if (Date.now() > late) {
        await this.stop();
        throw new Error(`${name} was not ready in time; see ${logFile}`);
      }
      await sleep(50);
    }
  }

  async stop(): Promise<void> {
    this.#process.stdin?.end();
    const timer = setTimeout(() => {
      this.kill();
    }, STOP_TIMEOUT_MS);
    await this.ended.catch(() => undefined);
    clearTimeout(timer);
  }

  /** Ends it at once, with everything that it started. */
  kill(): void {
    const { pid, exitCode } = this.#process;
    if (pid !== undefined && exitCode === null) {
      process.kill(-pid, 'SIGKILL');
    }
  }
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
