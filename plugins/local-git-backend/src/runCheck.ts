import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@backstage/errors';
import { git, killGroup } from './git';
import { LogFile } from './LogFile';
import type { CheckOutcome } from './PushStore';

const MAX_LOG = 1024 * 1024;
const GRACE_MS = 3_000;

// What a build may need of the portal's environment. The rest of it holds the portal's secrets.
const PASSED_ON = [
  ...['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SHELL'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy'],
  ...['no_proxy', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'XDG_CACHE_HOME'],
  ...['COMPANYOS_CACHE', 'npm_config_registry', 'npm_config_cache'],
];

// Standard input is a pipe from the portal: when it ends, the portal is gone, even if it was killed, and the whole
// process group goes with it.
export const SUPERVISOR = `
exec 3<&0
(cat <&3; kill -KILL 0) >/dev/null 2>&1 &
watch=$!
"$@" 3<&- </dev/null
code=$?
kill "$watch"
exit "$code"
`;

/** What to check, where, and within which bounds. */
export type CheckOptions = {
  /** Folder of the bare repository. */
  repository: string;
  name: string;
  commit: string;
  command: string[];
  timeoutMs: number;
  /** More environment variables to pass on. */
  passEnv: string[];
  /** What the command is told of the push, as environment variables. */
  variables: Record<string, string>;
  logPath: string;
  /** Ends the check early, without an outcome. */
  signal: AbortSignal;
};

/**
 * Runs the check on a clean checkout of the commit, in a folder of its own that is gone afterwards.
 *
 * @returns the outcome, or undefined when the signal ended it.
 */
export async function runCheck(
  options: CheckOptions,
): Promise<CheckOutcome | undefined> {
  const { signal } = options;
  const dir = await mkdtemp(join(tmpdir(), `check-${options.name}-`));
  const log = new LogFile(options.logPath, MAX_LOG);
  try {
    const checkout = join(dir, options.name);
    await checkOut(options, checkout);
    log.note(`$ ${options.command.join(' ')}`);
    const outcome = await runCommand(options, checkout, log);
    if (signal.aborted) return undefined;
    if (outcome.reason) log.note(outcome.reason);
    return { ...outcome, lastLines: log.lastLines() };
  } catch (error) {
    if (signal.aborted) return undefined;
    const reason = toError(error).message;
    log.note(reason);
    return { state: 'error', reason, lastLines: log.lastLines() };
  } finally {
    await log.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function checkOut(options: CheckOptions, checkout: string) {
  const { repository, commit, signal } = options;
  await git(
    ['clone', '--quiet', '--no-checkout', '--template=', repository, checkout],
    { signal },
  );
  await git(['-C', checkout, 'checkout', '--quiet', '--detach', commit], {
    signal,
  });
}

async function runCommand(
  options: CheckOptions,
  checkout: string,
  log: LogFile,
): Promise<CheckOutcome> {
  const child = spawn('sh', ['-c', SUPERVISOR, 'check', ...options.command], {
    cwd: checkout,
    env: reducedEnvironment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that all of it can be ended
  });
  child.stdin.on('error', () => undefined); // it may end before it is told to
  child.stdout.on('data', chunk => log.write(chunk));
  child.stderr.on('data', chunk => log.write(chunk));
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  const closed = new Promise(resolve => child.on('close', resolve));
  const stop = new AbortController();
  const timeout = sleep(options.timeoutMs, 'timeout' as const, {
    signal: AbortSignal.any([stop.signal, options.signal]),
  }).catch(() => 'stopped' as const);
  try {
    const first = await Promise.race([exit, timeout]);
    if (first === 'timeout') {
      return {
        state: 'failed',
        reason: `The check was ended after ${
          options.timeoutMs / 1000
        } s, its limit`,
      };
    }
    if (first === 'stopped') return { state: 'error' };
    return verdict(first, options.command);
  } finally {
    stop.abort();
    // Also after a normal end: what the command left running in the background must not outlive it.
    killGroup(child, 'SIGTERM');
    await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
    killGroup(child, 'SIGKILL');
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function verdict(code: number | null, command: string[]): CheckOutcome {
  if (code === 0) return { state: 'passed', exitCode: 0 };
  if (code === null) {
    return { state: 'error', reason: 'The check was killed from outside' };
  }
  // By the shell's convention.
  if (code === 127 || code === 126) {
    return {
      state: 'error',
      exitCode: code,
      reason: `'${command[0]}' could not be run; is it installed?`,
    };
  }
  return { state: 'failed', exitCode: code };
}

function reducedEnvironment(options: CheckOptions): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    CI: 'true',
    ...options.variables,
  };
  for (const name of [...PASSED_ON, ...options.passEnv]) {
    if (process.env[name] !== undefined) env[name] = process.env[name];
  }
  return env;
}
