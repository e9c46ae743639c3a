import { InputError } from '@backstage/errors';
import type { Blob, Tree } from '@companyos/plugin-local-git-common';
import type { BareRepository } from './BareRepository';

const MAX_TEXT = 1024 * 1024;

/** A place in a repository, of parts that have passed the contract's schemas. */
export type Source = { repository: BareRepository; ref: string; path: string };

/** @throws NotFoundError when there is no such place, InputError when it is a file. */
export async function readFolder(source: Source): Promise<Tree> {
  const { repository, ref, path } = source;
  const commit = await repository.resolveCommit(ref);
  const { id, type } = await repository.find(commit, path);
  if (type !== 'tree') {
    throw new InputError(`'${path}' is a file; read it as a blob`);
  }
  return { ref, commit, path, entries: await repository.listTree(id) };
}

/**
 * A file as a screen can show it: with its text, or the reason why there is none.
 *
 * @throws NotFoundError when there is no such place, InputError when it is a folder.
 */
export async function readText(source: Source): Promise<Blob> {
  const { repository, ref, path } = source;
  const commit = await repository.resolveCommit(ref);
  const { id, type } = await repository.find(commit, path);
  if (type !== 'blob') {
    throw new InputError(`'${path}' is a folder; read it as a tree`);
  }
  const size = await repository.size(id);
  const file = { ref, commit, path, id, size };
  if (size > MAX_TEXT) return { ...file, withheld: 'too-large' };
  const content = await repository.readBlob(id);
  return isBinary(content)
    ? { ...file, withheld: 'binary' }
    : { ...file, content: content.toString('utf8') };
}

// Git's own rule: a NUL among the first bytes.
function isBinary(content: Buffer): boolean {
  return content.subarray(0, 8000).includes(0);
}
