import fs from 'node:fs';
import path from 'node:path';
import { create } from 'tar';
import { EvidenceError } from '../errors';

/** @public */
export type TarballOptions = {
  /** The folder that names are relative to. */
  cwd: string;
  /** Files and folders below it; a folder stands for all the files in it. */
  names: string[];
  /** The archive to write. */
  file: string;
  /** Default: true */
  gzip?: boolean;
};

/**
 * Writes an archive that depends on names, contents and execute bits alone: the same files give the same bytes, on every
 * machine and at every time, as long as the version of Node, and so of zlib, is the same.
 *
 * @returns the names of the files in it, in their order
 * @throws EvidenceError `EVIDENCE_FILES_INVALID` for links, sockets and names outside of the folder, which another
 * machine would read differently
 * @public
 */
export function createTarball(options: TarballOptions): string[] {
  const { cwd, file, gzip = true } = options;
  const names = options.names
    .flatMap(name => filesAt(cwd, path.normalize(name)))
    .sort((a, b) => (a < b ? -1 : 1));
  create(
    {
      cwd,
      file,
      gzip: gzip ? { level: 9 } : false,
      portable: true,
      noMtime: true,
      sync: true,
      filter: (_name, stat) => {
        // group and other bits depend on the umask of whoever checked the files out
        stat.mode = (stat.mode ?? 0) & 0o100 ? 0o100755 : 0o100644;
        return true;
      },
    },
    // a name that begins with @ would stand for the entries of another archive
    names.map(name => (name.startsWith('@') ? `./${name}` : name)),
  );
  return names;
}

function filesAt(cwd: string, name: string): string[] {
  if (path.isAbsolute(name) || name.split(path.sep)[0] === '..')
    throw unfit(name, 'lies outside of the folder');
  const stat = fs.lstatSync(path.join(cwd, name));
  if (stat.isFile()) return [name];
  if (!stat.isDirectory()) throw unfit(name, 'is neither a file nor a folder');
  return fs
    .readdirSync(path.join(cwd, name))
    .flatMap(child => filesAt(cwd, path.join(name, child)));
}

function unfit(name: string, problem: string): EvidenceError {
  return new EvidenceError(
    'EVIDENCE_FILES_INVALID',
    `'${name}' ${problem}, and cannot be part of an archive`,
  );
}
