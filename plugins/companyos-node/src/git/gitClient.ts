import { execFile } from 'node:child_process';
import type { CommitAuthor } from './commitAuthor';

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Git did not do what it was told to. @public */
export class GitClientError extends Error {
  readonly name = 'GitClientError';

  /** @param said - the end of what Git wrote, without the command line: that is of no use to people. */
  constructor(readonly said: string) {
    super(said);
  }

  /** Whether it was for want of room on a disk, here or on the remote. */
  get isDiskFull(): boolean {
    return /no space left on device|disk quota exceeded/i.test(this.said);
  }
}

/**
 * Runs one Git command to its end.
 *
 * @param args - passed as they are, no shell in between
 * @param input - for its standard input
 * @returns its standard output
 * @throws GitClientError
 * @public
 */
export type GitClient = (
  args: string[],
  input?: string | Buffer,
) => Promise<Buffer>;

/**
 * Git as a client of other hosts, for commits that the portal makes: in a Git folder of its own, with neither the
 * settings of the machine nor its hooks, and without a question to anybody. The same files, author and date give the
 * same commit id.
 *
 * @param options.authorization - the value of the HTTP header for the remote
 * @param options.date - ISO 8601, of commits
 * @public
 */
export function gitClient(options: {
  gitDir: string;
  workTree?: string;
  author: CommitAuthor;
  date: string;
  authorization?: string;
  signal?: AbortSignal;
}): GitClient {
  const { gitDir, workTree, signal } = options;
  const env = environment(options);
  return (args, input) =>
    new Promise((resolve, reject) => {
      const child = execFile(
        'git',
        args,
        {
          cwd: workTree ?? gitDir,
          env,
          signal,
          timeout: TIMEOUT_MS,
          maxBuffer: MAX_OUTPUT,
          encoding: 'buffer',
        },
        (error, stdout, stderr) => {
          if (!error) {
            resolve(stdout);
          } else if (signal?.aborted) {
            reject(signal.reason);
          } else {
            const said = stderr.toString().trim() || firstLine(error);
            reject(new GitClientError(said.split('\n').slice(-10).join('\n')));
          }
        },
      );
      // Git may end before it has read all.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
}

// Node's message is the command line, and after it what was said.
function firstLine(error: Error & { killed?: boolean; code?: unknown }) {
  return error.killed
    ? `Git took longer than ${TIMEOUT_MS / 1000} s`
    : `Git ended with ${error.code} and said nothing`;
}

function environment(options: {
  gitDir: string;
  workTree?: string;
  author: CommitAuthor;
  date: string;
  authorization?: string;
}): NodeJS.ProcessEnv {
  const { gitDir, workTree, author, date, authorization } = options;
  const settings = {
    // In the environment, because command lines can be read by everybody on the machine.
    ...(authorization && {
      'http.extraHeader': `Authorization: ${authorization}`,
    }),
    'core.autocrlf': 'false',
    'core.hooksPath': '/dev/null',
    'commit.gpgSign': 'false',
  };
  // A Git hook that started the portal must not leak in; certificates of the company should.
  const inherited = Object.entries(process.env).filter(
    ([key]) => !key.startsWith('GIT_') || key.startsWith('GIT_SSL_'),
  );
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_DIR: gitDir,
    ...(workTree && { GIT_WORK_TREE: workTree }),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: date,
    GIT_CONFIG_COUNT: String(Object.keys(settings).length),
    ...Object.fromEntries(
      Object.entries(settings).flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
