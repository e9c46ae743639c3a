import { spawn, type ChildProcess } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { ForwardedError } from '@backstage/errors';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 16 * 1024 * 1024;

/** Git ran and said no. */
export class GitError extends Error {
  override name = 'GitError';
}

/**
 * The environment of every Git process: neither the user's configuration nor the portal's secrets, no prompt, English
 * messages, and paths taken as they are.
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    TMPDIR: process.env.TMPDIR,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
  };
}

/**
 * Runs Git to its end.
 *
 * @param args - passed as they are, no shell in between; callers put `--end-of-options` before what comes from outside
 * @returns what it wrote to standard output
 * @throws GitError when it fails, takes longer than a minute, or writes more than 16 MiB.
 */
export async function git(
  args: string[],
  options: { signal?: AbortSignal } = {},
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of gitStream(args, options)) {
    size += chunk.length;
    if (size > MAX_OUTPUT) {
      throw new GitError(`git ${args.join(' ')} wrote more than 16 MiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Runs Git and hands out its standard output as it comes. The stream fails when Git does; closing it early ends Git.
 */
export function gitStream(
  args: string[],
  options: { signal?: AbortSignal } = {},
): Readable {
  const child = spawn('git', args, {
    env: gitEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    signal: options.signal,
  });
  const output = new PassThrough();
  const complaint = collectTail(child.stderr, 2000);
  child.stdout.pipe(output, { end: false });
  child.on('error', error =>
    output.destroy(new ForwardedError('Could not run git', error)),
  );
  child.on('close', (code, signal) => {
    if (code === 0) output.end();
    else output.destroy(new GitError(explain(args, code, signal, complaint())));
  });
  output.on('close', () => child.kill());
  return output;
}

/** Keeps the last characters of a stream, for messages. */
export function collectTail(stream: Readable, size: number): () => string {
  let tail = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-size);
  });
  return () => tail.trim();
}

/** Ends a process that was started `detached`, and all that it started. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

function explain(
  args: string[],
  code: number | null,
  signal: NodeJS.Signals | null,
  complaint: string,
): string {
  const end = signal ? `was ended by ${signal}` : `ended with ${code}`;
  return `git ${args.join(' ')} ${end}: ${complaint || 'no message'}`;
}
