import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AdrError, type RecordSource } from '@companyos/plugin-adr-common';
import {
  gitClient,
  GitClientError,
  type CommitAuthor,
  type GitClient,
} from '@companyos/plugin-companyos-node';
import type { RecordRepository } from './hosts/RecordHost';

const HEADS = 'refs/heads/';

/**
 * The newest commit of a repository, in a Git folder of its own and without a work tree: nothing that the repository
 * holds becomes a file or a link of this machine.
 */
export class RecordClone {
  readonly #git: GitClient;
  readonly #gitDir: string;
  readonly #repository: RecordRepository;
  readonly #fetched = new Set<string>();

  private constructor(
    git: GitClient,
    gitDir: string,
    repository: RecordRepository,
  ) {
    this.#git = git;
    this.#gitDir = gitDir;
    this.#repository = repository;
  }

  /**
   * @param options.dir - where the Git folder is made; a killed task's own folder goes with it
   * @param options.date - ISO 8601, of the commits that are made in it
   */
  static async open(
    repository: RecordRepository,
    options: {
      dir: string;
      author: CommitAuthor;
      date: string;
      signal?: AbortSignal;
    },
  ): Promise<RecordClone> {
    const gitDir = await mkdtemp(join(options.dir, 'adr-record-'));
    const { authorization } = repository.remote;
    const git = gitClient({ ...options, gitDir, authorization });
    const clone = new RecordClone(git, gitDir, repository);
    try {
      await git(['init', '--quiet', '--bare']);
      return clone;
    } catch (error) {
      await clone.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await rm(this.#gitDir, { recursive: true, force: true });
  }

  /**
   * Finds the commit of the base branch, and the branches whose names begin with a prefix.
   *
   * @throws AdrError `ADR_SOURCE_UNREADABLE`
   */
  async look(prefix: string): Promise<{ base: string; branches: string[] }> {
    const { base, name } = this.#repository;
    const refs = await this.#refs(`${HEADS}${base}`, `${HEADS}${prefix}*`);
    const commit = refs.get(base);
    if (!commit) {
      throw new AdrError(
        'ADR_SOURCE_UNREADABLE',
        `The repository '${name}' has no branch '${base}' to add a record to`,
      );
    }
    return {
      base: commit,
      branches: [...refs.keys()].filter(ref => ref.startsWith(prefix)),
    };
  }

  /** Gets a commit without its history, once. */
  async fetch(commit: string): Promise<void> {
    if (this.#fetched.has(commit)) return;
    try {
      await this.#git([
        'fetch',
        '--quiet',
        '--depth=1',
        '--no-tags',
        this.#repository.remote.url,
        commit,
      ]);
      this.#fetched.add(commit);
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  /** The entity's files in a commit that was fetched. */
  source(commit: string): RecordSource {
    const { top } = this.#repository;
    const list = async (path: string) => {
      const listed = await this.#git([
        'ls-tree',
        '-r',
        '-z',
        '--full-tree',
        commit,
        '--',
        this.inTop(path),
      ]);
      return listed
        .toString()
        .split('\0')
        .flatMap(line => {
          const [meta, file] = line.split('\t');
          const [mode, , id] = meta.split(' ');
          // A link is no file, whatever it points at.
          return file && /^100/.test(mode)
            ? [{ path: top ? file.slice(top.length + 1) : file, id }]
            : [];
        });
    };
    return {
      list: async folder => (await list(`${folder}/`)).map(({ path }) => path),
      read: async path => {
        const file = (await list(path)).find(found => found.path === path);
        return file && decode(await this.#git(['cat-file', 'blob', file.id]));
      },
    };
  }

  /** A path of the entity as one of the repository. */
  inTop(path: string): string {
    const { top } = this.#repository;
    return top ? `${top}/${path}` : path;
  }

  /** Adds files to a commit that was fetched; the same files give the same commit id. */
  async commit(options: {
    base: string;
    files: { path: string; content: string }[];
    message: string;
  }): Promise<string> {
    const { base, files, message } = options;
    try {
      await this.#git(['read-tree', base]);
      for (const { path, content } of files) {
        const blob = await this.#line(
          ['hash-object', '-w', '--stdin'],
          content,
        );
        const entry = `100644,${blob},${this.inTop(path)}`;
        await this.#git(['update-index', '--add', '--cacheinfo', entry]);
      }
      const tree = await this.#line(['write-tree']);
      return await this.#line(
        ['commit-tree', tree, '-p', base, '-F', '-'],
        message,
      );
    } catch (error) {
      // Such as a link or a file where the folder should be.
      throw this.#unreadable(error);
    }
  }

  /**
   * Pushes a commit as a new branch.
   *
   * @returns whether the branch is there with this commit; false when another one has its name.
   * @throws AdrError `ADR_PUSH_REFUSED` with what the remote said.
   */
  async push(commit: string, branch: string): Promise<boolean> {
    const ref = `${HEADS}${branch}`;
    const { url } = this.#repository.remote;
    try {
      await this.#git([
        'push',
        '--quiet',
        // Only if there is none of this name: Git decides that in one step.
        `--force-with-lease=${ref}:`,
        url,
        `${commit}:${ref}`,
      ]);
      return true;
    } catch (error) {
      if (!(error instanceof GitClientError)) throw error;
      const found = (await this.#refs(ref)).get(branch);
      if (found) return found === commit || this.#holds(found, commit);
      throw new AdrError(
        'ADR_PUSH_REFUSED',
        `The repository '${this.#repository.name}' did not take the record: ${
          error.said
        }`,
      );
    }
  }

  /** Removes a branch again, if it still is at this commit. */
  async remove(branch: string, commit: string): Promise<void> {
    const ref = `${HEADS}${branch}`;
    await this.#git([
      'push',
      '--quiet',
      `--force-with-lease=${ref}:${commit}`,
      this.#repository.remote.url,
      `:${ref}`,
    ]);
  }

  // Somebody may have gone on from the commit before this step ran again.
  async #holds(tip: string, commit: string): Promise<boolean> {
    const { url } = this.#repository.remote;
    await this.#git(['fetch', '--quiet', '--depth=50', url, tip]);
    return this.#git(['merge-base', '--is-ancestor', commit, tip]).then(
      () => true,
      () => false,
    );
  }

  async #refs(...patterns: string[]): Promise<Map<string, string>> {
    const { url } = this.#repository.remote;
    try {
      const output = await this.#git(['ls-remote', url, ...patterns]);
      return new Map(
        output
          .toString()
          .split('\n')
          .flatMap(line => {
            const [commit, ref] = line.split('\t');
            return ref?.startsWith(HEADS)
              ? [[ref.slice(HEADS.length), commit]]
              : [];
          }),
      );
    } catch (error) {
      throw this.#unreadable(error);
    }
  }

  #unreadable(error: unknown): unknown {
    if (!(error instanceof GitClientError)) return error;
    return new AdrError(
      'ADR_SOURCE_UNREADABLE',
      `The repository '${this.#repository.name}' cannot take a record: ${
        error.said
      }`,
    );
  }

  async #line(args: string[], input?: string): Promise<string> {
    return (await this.#git(args, input)).toString().trim();
  }
}

function decode(content: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      content,
    );
  } catch {
    return undefined;
  }
}
