import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoldenPathError, isDiskFull, reasonOf } from '@companyos/golden-path';
import {
  gitClient,
  GitClientError,
  type CommitAuthor,
} from '@companyos/plugin-companyos-node';

/** What a first commit consists of, besides its files. */
export type Commit = {
  message: string;
  author: CommitAuthor;
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
  const { author, date } = commit;
  const { authorization } = remote;
  const git = gitClient({
    gitDir,
    workTree: dir,
    author,
    date,
    authorization,
    signal,
  });
  try {
    await git(['init', '--quiet', '--initial-branch=main']);
    // Nothing in the tree may change what is committed: no line endings, no filters.
    await mkdir(join(gitDir, 'info'), { recursive: true });
    await writeFile(
      join(gitDir, 'info', 'attributes'),
      '* -text -filter -ident -working-tree-encoding\n',
    );
    // By force: the receipt lists every file, whatever the tree's own .gitignore says.
    await git(['add', '--all', '--force', '.']);
    await git([
      'commit',
      '--quiet',
      '--no-verify',
      '--message',
      commit.message,
    ]);
    await git(['push', '--quiet', remote.url, 'HEAD:refs/heads/main']);
    return (await git(['rev-parse', 'HEAD'])).toString().trim();
  } catch (error) {
    throw explain(error);
  } finally {
    await rm(gitDir, { recursive: true, force: true });
  }
}

function explain(error: unknown): unknown {
  const isOfGit = error instanceof GitClientError;
  if (isDiskFull(error) || (isOfGit && error.isDiskFull)) {
    return new GoldenPathError(
      'GOLDEN_PATH_DISK_FULL',
      `There was no room on a disk for the push: ${reasonOf(error)}`,
    );
  }
  if (!isOfGit) return error;
  return new GoldenPathError(
    'GOLDEN_PATH_PUSH_REFUSED',
    `The push was refused: ${error.said}`,
  );
}
