import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CliError, MissingError } from '../errors';
import { signalGroup, spawnChild } from './children';

export type ExecOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Takes all output, standard error included. */
  logFile: string;
  signal?: AbortSignal;
  uid?: number;
  gid?: number;
};

/** The last lines of a log, for an error message. */
export function tail(file: string, lines = 30): string {
  if (!fs.existsSync(file)) return '';
  return stripVTControlCharacters(fs.readFileSync(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .join('\n');
}

/** Runs a command to its end and returns its exit code; signals end as 128 + their number, as shells have it. */
export async function execCode(
  command: string,
  args: string[],
  options: ExecOptions,
): Promise<number> {
  options.signal?.throwIfAborted();
  fs.mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = fs.openSync(options.logFile, 'w');
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawnChild(command, args, {
        cwd: options.cwd,
        env: options.env,
        uid: options.uid,
        gid: options.gid,
        stdio: ['ignore', log, log],
      });
      const stop = () => signalGroup(child, 'SIGTERM');
      options.signal?.addEventListener('abort', stop, { once: true });
      child.once('error', error => reject(notStarted(command, error)));
      child.once('exit', (code, signal) => {
        options.signal?.removeEventListener('abort', stop);
        // what the command left running in its group must not outlive it
        signalGroup(child, 'SIGTERM');
        if (options.signal?.aborted) reject(options.signal.reason);
        else resolve(code ?? (signal === 'SIGKILL' ? 137 : 143));
      });
    });
  } finally {
    fs.closeSync(log);
  }
}

/** Runs a command that must succeed; otherwise an error with the last lines of its output. */
export async function exec(
  command: string,
  args: string[],
  options: ExecOptions,
): Promise<void> {
  const code = await execCode(command, args, options);
  if (code !== 0) {
    throw new CliError(
      `${tail(options.logFile)}\n\n'${[path.basename(command), ...args].join(
        ' ',
      )}' failed with exit code ${code}. ` +
        `All of its output: ${options.logFile}`,
    );
  }
}

/** Runs a command and returns what it printed, or `undefined` when it is absent or fails. */
export async function capture(
  command: string,
  args: string[],
  env?: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  return new Promise(resolve => {
    const child = spawnChild(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', chunk => {
      output += chunk;
    });
    child.once('error', () => resolve(undefined));
    child.once('close', code =>
      resolve(code === 0 ? output.trim() : undefined),
    );
  });
}

/** Turns "cannot be spawned" into a sentence. */
export function notStarted(
  command: string,
  error: NodeJS.ErrnoException,
): CliError {
  if (error.code === 'ENOENT')
    return new MissingError(`${command} was not found. See: companyos doctor`);
  return new CliError(`${command} could not be started: ${error.message}.`);
}
