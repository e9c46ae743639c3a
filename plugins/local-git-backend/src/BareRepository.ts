import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { NotFoundError } from '@backstage/errors';
import type { TreeEntry } from '@companyos/plugin-local-git-common';
import { git, GitError, gitStream } from './git';

export const DEFAULT_BRANCH = 'main';

/** A thing in a commit: its Git id and what it is. */
export type GitObject = { id: string; type: 'tree' | 'blob' | 'commit' };

type ReadOptions = { signal?: AbortSignal };

/**
 * One bare repository on disk. Refs and paths come from outside: they have passed the contract's schemas, and stand
 * behind `--end-of-options`, so that Git never takes them for anything else.
 */
export class BareRepository {
  constructor(readonly dir: string) {}

  /**
   * Makes an empty repository.
   *
   * @param include - file with the settings that all repositories share, as seen from inside `dir`
   */
  static async init(dir: string, include: string): Promise<BareRepository> {
    await git([
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--initial-branch=${DEFAULT_BRANCH}`,
      dir,
    ]);
    await appendFile(join(dir, 'config'), `[include]\n\tpath = ${include}\n`);
    // An archive must hold the files as committed, whatever the repository's own attributes say.
    await mkdir(join(dir, 'info'), { recursive: true });
    await writeFile(
      join(dir, 'info', 'attributes'),
      '* -export-ignore -export-subst\n',
    );
    return new BareRepository(dir);
  }

  /** The branch that clones check out, from `HEAD`. */
  async defaultBranch(): Promise<string> {
    const head = await readFile(join(this.dir, 'HEAD'), 'utf8').catch(() => '');
    return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? DEFAULT_BRANCH;
  }

  /** @throws NotFoundError when there is no such branch, tag or commit. */
  async resolveCommit(ref: string, options?: ReadOptions): Promise<string> {
    const id = await this.#resolve(`${ref}^{commit}`, options);
    if (!id) {
      throw new NotFoundError(
        `There is no branch, tag or commit '${ref}'; it may not have been pushed yet`,
      );
    }
    return id;
  }

  /**
   * @param path - relative to the top; empty for the top itself
   * @throws NotFoundError when the commit has no such file or folder.
   */
  async find(
    commit: string,
    path: string,
    options?: ReadOptions,
  ): Promise<GitObject> {
    const id = await this.#resolve(`${commit}:${path}`, options);
    if (!id) {
      throw new NotFoundError(
        `There is no '${path}' in commit ${commit.slice(0, 8)}`,
      );
    }
    const type = await this.#git(['cat-file', '-t', id], options);
    return { id, type: type.toString().trim() as GitObject['type'] };
  }

  /** What is in a folder; folders first, each by name. */
  async listTree(id: string): Promise<TreeEntry[]> {
    const output = await this.#git(['ls-tree', '-z', '--long', id]);
    const entries = records(output).map(record => {
      const [meta, name] = split(record, '\t');
      const [, type, , size] = meta.split(/ +/);
      return {
        name,
        type: type as TreeEntry['type'],
        ...(type === 'blob' && { size: Number(size) }),
      };
    });
    return [
      ...entries.filter(entry => entry.type === 'tree'),
      ...entries.filter(entry => entry.type !== 'tree'),
    ];
  }

  /** Every file below a folder of a commit; paths are relative to the top. */
  async listFiles(
    commit: string,
    options?: ReadOptions,
  ): Promise<{ path: string; id: string }[]> {
    const output = await this.#git(['ls-tree', '-r', '-z', commit], options);
    return records(output).flatMap(record => {
      const [meta, path] = split(record, '\t');
      const [, type, id] = meta.split(' ');
      return type === 'blob' ? [{ path, id }] : [];
    });
  }

  /** Bytes of a file. */
  async size(id: string): Promise<number> {
    return Number(await this.#git(['cat-file', '-s', id]));
  }

  /** The content of a file. */
  readBlob(id: string, options?: ReadOptions): Promise<Buffer> {
    return this.#git(['cat-file', 'blob', id], options);
  }

  /** The content of a file, as a stream. */
  streamBlob(id: string, options?: ReadOptions): Readable {
    return gitStream(['--git-dir', this.dir, 'cat-file', 'blob', id], options);
  }

  /** A tar of a folder at a commit; the paths in it are relative to the top. */
  archive(commit: string, path: string, options?: ReadOptions): Readable {
    const only = path ? ['--', path] : [];
    return gitStream(
      ['--git-dir', this.dir, 'archive', '--format=tar', commit, ...only],
      options,
    );
  }

  async #resolve(
    expression: string,
    options?: ReadOptions,
  ): Promise<string | undefined> {
    try {
      const id = await this.#git(
        ['rev-parse', '--verify', '--quiet', '--end-of-options', expression],
        options,
      );
      return id.toString().trim();
    } catch (error) {
      // Quiet means: no such thing is a silent 1. A repository that cannot be read is another matter, but to whoever
      // asks for a file it is the same answer, and reading its list says more.
      if (error instanceof GitError) return undefined;
      throw error;
    }
  }

  #git(args: string[], options?: ReadOptions): Promise<Buffer> {
    return git(['--git-dir', this.dir, ...args], options);
  }
}

function records(output: Buffer): string[] {
  return output.toString('utf8').split('\0').filter(Boolean);
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}
