import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ReplayError } from './ReplayError';

/** What one run of OPA may take. @public */
export type OpaLimits = {
  /** Milliseconds. */
  timeoutMs: number;
  /** Bytes of address space; on Linux, where the kernel enforces it. */
  memoryBytes: number;
  /** Bytes of standard output. */
  outputBytes: number;
};

/** @public */
export const DEFAULT_LIMITS: OpaLimits = {
  timeoutMs: 30_000,
  memoryBytes: 4_294_967_296,
  outputBytes: 67_108_864,
};

/** How OPA is run. @public */
export type OpaRuntime = {
  /** The program. */
  opa: string;
  limits: OpaLimits;
  signal: AbortSignal;
};

/** How a run ended. */
export type OpaRun = {
  /** Absent when it was ended for a limit, or died. */
  code?: number;
  stdout: string;
  stderr: string;
};

/**
 * Runs OPA to its end, with no environment variable and within limits: what it evaluates may be anybody's.
 *
 * @throws ReplayError when the program is not there; whatever aborted the signal.
 */
export async function runOpa(
  { opa, limits, signal }: OpaRuntime,
  args: string[],
  { cwd, input = '' }: { cwd?: string; input?: string } = {},
): Promise<OpaRun> {
  signal.throwIfAborted();
  const limited = process.platform === 'linux';
  const kibibytes = String(Math.floor(limits.memoryBytes / 1024));
  const child = limited
    ? spawn(
        '/bin/sh',
        ['-c', 'ulimit -v "$0" && exec "$@"', kibibytes, opa, ...args],
        { cwd, env: {} },
      )
    : spawn(opa, args, { cwd, env: {} });
  let isBeyond = false;
  const stop = () => child.kill('SIGKILL');
  const late = setTimeout(() => {
    isBeyond = true;
    stop();
  }, limits.timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  const stdout: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.outputBytes) {
      isBeyond = true;
      stop();
    } else {
      stdout.push(chunk);
    }
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    // The beginning says what is wrong.
    if (stderr.length < 10_000) stderr += chunk;
  });
  // One that ends early reads no more of it.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  try {
    const [code] = await once(child, 'close');
    signal.throwIfAborted();
    if (code === 127)
      throw new ReplayError('OPA_UNAVAILABLE', `OPA cannot be run as '${opa}'`);
    return {
      code: isBeyond ? undefined : code ?? undefined,
      stdout: Buffer.concat(stdout).toString(),
      stderr,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new ReplayError(
        'OPA_UNAVAILABLE',
        `OPA cannot be run as '${opa}'`,
        { cause: error },
      );
    throw error;
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', stop);
  }
}
