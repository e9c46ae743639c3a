import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../errors';
import { signalGroup, spawnChild } from './children';
import { notStarted, tail } from './exec';

export type ServiceOptions = {
  /** How people call it inside a sentence: "the portal". */
  name: string;
  command: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  logFile: string;
  /** Remembers the process for a later run, in case this one is killed. */
  pidFile?: string;
  /** Asks for an orderly end; SIGTERM unless the program means something else by it. */
  stopSignal?: NodeJS.Signals;
  /** How long an orderly end may take before the process is killed, in milliseconds. */
  stopTimeout?: number;
  uid?: number;
  gid?: number;
};

function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A long-running child process: started, watched, and stopped with everything that it started. */
export class Service {
  /** Starts the program and returns at once; `ready` waits until it can be used. */
  static start(options: ServiceOptions): Service {
    for (const file of [options.logFile, options.pidFile]) {
      if (file) fs.mkdirSync(path.dirname(file), { recursive: true });
    }
    const log = fs.openSync(options.logFile, 'w');
    const child = spawnChild(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      uid: options.uid,
      gid: options.gid,
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    if (options.pidFile && child.pid)
      fs.writeFileSync(options.pidFile, String(child.pid));
    return new Service(options, child);
  }

  /** Settles when the process has ended, with the sentence that says how. */
  readonly ended: Promise<CliError>;
  private hasEnded = false;
  private stopping = false;

  private constructor(
    private readonly options: ServiceOptions,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise(resolve => {
      const end = (error: CliError) => {
        this.hasEnded = true;
        if (options.pidFile) fs.rmSync(options.pidFile, { force: true });
        resolve(error);
      };
      child.once('error', error => end(notStarted(options.command, error)));
      child.once('exit', (code, signal) => {
        const how = signal
          ? `was ended by ${signal}`
          : `ended with exit code ${code}`;
        end(
          this.stopping
            ? new CliError(`${sentenceStart(options.name)} ${how}.`)
            : this.problem(how),
        );
      });
    });
  }

  get name(): string {
    return this.options.name;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /**
   * Waits until `probe` says yes. Fails at once when the process ends or writes `failure` to its log, and after
   * `timeout` milliseconds otherwise.
   */
  async ready(
    probe: () => Promise<boolean>,
    options: { timeout: number; failure?: RegExp; signal: AbortSignal },
  ): Promise<void> {
    const deadline = Date.now() + options.timeout;
    let pause = 50;
    while (!(await probe())) {
      options.signal.throwIfAborted();
      const died = await Promise.race([this.ended, sleep(pause)]);
      if (died) throw died;
      const log = tail(this.options.logFile, 15);
      if (options.failure?.test(log)) throw this.problem('could not start');
      if (Date.now() > deadline) {
        throw this.problem(
          `was not ready after ${options.timeout / 1000} seconds`,
        );
      }
      pause = Math.min(pause * 1.5, 500);
    }
  }

  private problem(what: string): CliError {
    const { logFile } = this.options;
    const name = sentenceStart(this.name);
    return new CliError(
      `${tail(logFile, 15)}\n\n${name} ${what}. Its log: ${logFile}`,
    );
  }

  /** Asks for an orderly end, then insists; returns when the process is gone with all that it started. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (!this.hasEnded) {
      this.child.kill(this.options.stopSignal ?? 'SIGTERM');
      const patience = new AbortController();
      const timeout = this.options.stopTimeout ?? 10_000;
      const late = sleep(timeout, 'late' as const, {
        signal: patience.signal,
      }).catch(() => undefined);
      if ((await Promise.race([this.ended, late])) === 'late')
        signalGroup(this.child, 'SIGKILL');
      patience.abort();
      await this.ended;
    }
    signalGroup(this.child, 'SIGKILL');
  }
}
