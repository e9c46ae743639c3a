import { createHash } from 'node:crypto';
import { constants, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { toSourceError, SourceError } from './SourceError';
import type { Selection } from './Selection';

/**
 * Reads selected files below a folder of this machine, and nothing outside `root`: links are not followed, and the
 * folder itself must lie in it after all links are resolved.
 *
 * @throws SourceError
 */
export async function readFolder(options: {
  folder: string;
  root: string;
  selection: Selection;
  etag?: string;
  signal: AbortSignal;
}): Promise<{ etag: string; unchanged: boolean }> {
  const { selection, signal } = options;
  try {
    const root = await realpath(options.root);
    const folder = await realpath(options.folder);
    if (folder !== root && !folder.startsWith(root + sep)) {
      throw new SourceError(
        'FORBIDDEN',
        'The source lies outside the portal’s own checkout',
      );
    }
    const found = [];
    for (const name of selection.folders) {
      for await (const file of walk(folder, name, signal)) {
        if (selection.matches(file)) found.push(file);
      }
    }
    const hash = createHash('sha256');
    const wanted = [];
    for (const path of found.sort()) {
      const { size, mtimeMs } = await stat(join(folder, path));
      hash.update(`${path}\0${size}\0${mtimeMs}\0`);
      if (selection.take(path, size)) wanted.push(path);
    }
    const etag = hash.digest('hex');
    if (etag === options.etag) return { etag, unchanged: true };
    selection.assertWithinLimits(etag);
    for (const path of wanted) {
      signal.throwIfAborted();
      selection.add(path, await readPlainFile(folder, path));
    }
    return { etag, unchanged: false };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new SourceError('NOT_FOUND', 'The source’s folder is gone');
    }
    throw toSourceError(error);
  }
}

async function* walk(
  base: string,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  signal.throwIfAborted();
  const folder = join(base, name);
  // A folder that is not there, or is reached over a link, holds nothing.
  const real = await realpath(folder).catch(() => undefined);
  if (
    !real ||
    relative(await realpath(base), real) !== relative(base, folder)
  ) {
    return;
  }
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = posix.join(name, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.')) {
      yield* walk(base, path, signal);
    } else if (entry.isFile()) {
      yield path;
    }
  }
}

async function readPlainFile(folder: string, path: string): Promise<Buffer> {
  const handle = await open(
    join(folder, path),
    constants.O_RDONLY | constants.O_NOFOLLOW,
  );
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
