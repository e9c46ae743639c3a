import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GoldenPathError } from '@companyos/golden-path';

const run = promisify(execFile);

const PUSH_TIMEOUT_MS = 120_000;

/** What a first commit consists of, besides its files. */
export type Commit = {
  message: string;
  author: { name: string; email: string };
  /** ISO 8601. */
  date: string;
};

/**
 * Commits a folder as it is and pushes the commit to `main` of an empty repository. The same folder and commit give
 * the same commit id, so that pushing again changes nothing. The folder stays free of Git's own files.
 *
 * @param remote.authorization - the value of the HTTP header
 * @returns the commit id
 * @throws GoldenPathError `GOLDEN_PATH_PUSH_REFUSED` with what the remote said, or `GOLDEN_PATH_DISK_FULL`
 */
export async function pushTree(options: {
  dir: string;
  commit: Commit;
  remote: { url: string; authorization: string };
  signal?: AbortSignal;
}): Promise<string> {
  const { dir, commit, remote, signal } = options;
  const gitDir = await mkdtemp(join(tmpdir(), 'golden-path-push-'));
  const env = environment({ dir, gitDir, commit, remote });
  const git = async (...args: string[]) =>
    (
      await run('git', args, {
        cwd: dir,
        env,
        signal,
        timeout: PUSH_TIMEOUT_MS,
      })
    ).stdout;
  try {
    await git('init', '--quiet', '--initial-branch=main');
    // Nothing in the tree may change what is committed: no line endings, no filters.
    await mkdir(join(gitDir, 'info'), { recursive: true });
    await writeFile(
      join(gitDir, 'info', 'attributes'),
      '* -text -filter -ident -working-tree-encoding\n',
    );
    // By force: the receipt lists every file, whatever the tree's own .gitignore says.
    await git('add', '--all', '--force', '.');
    await git('commit', '--quiet', '--no-verify', '--message', commit.message);
    await git('push', '--quiet', remote.url, 'HEAD:refs/heads/main');
    return (await git('rev-parse', 'HEAD')).trim();
  } catch (error) {
    throw explain(error);
  } finally {
    await rm(gitDir, { recursive: true, force: true });
  }
}

function environment(options: {
  dir: string;
  gitDir: string;
  commit: Commit;
  remote: { authorization: string };
}): NodeJS.ProcessEnv {
  const { dir, gitDir, commit, remote } = options;
  const { name, email } = commit.author;
  const settings = {
    // In the environment, because command lines can be read by everybody on the machine.
    'http.extraHeader': `Authorization: ${remote.authorization}`,
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
    GIT_WORK_TREE: dir,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: commit.date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: commit.date,
    GIT_CONFIG_COUNT: String(Object.keys(settings).length),
    ...Object.fromEntries(
      Object.entries(settings).flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

function explain(error: unknown): GoldenPathError {
  const { stderr = '', message } = error as Error & { stderr?: string };
  const said = (stderr.trim() || message).split('\n').slice(-10).join('\n');
  if (/no space left on device|disk quota exceeded/i.test(said)) {
    return new GoldenPathError(
      'GOLDEN_PATH_DISK_FULL',
      `There was no room on a disk for the push: ${said}`,
    );
  }
  // Without the cause: it holds the environment's command line and nothing that Git did not say.
  return new GoldenPathError(
    'GOLDEN_PATH_PUSH_REFUSED',
    `The push was refused: ${said}`,
  );
}
