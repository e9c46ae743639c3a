import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of this checkout. */
export const root = execFileSync('git', ['rev-parse', '--show-toplevel'], {
  encoding: 'utf8',
}).trim();

/**
 * Paths of the files that are, or are about to be, part of the repository: relative to its root, sorted, with forward
 * slashes. Git decides what is ignored.
 *
 * @param patterns - Git pathspecs; all files without them.
 */
export function listFiles(...patterns: string[]): string[] {
  const listing = execFileSync(
    'git',
    [
      'ls-files',
      '-z',
      '--cached',
      '--others',
      '--exclude-standard',
      '--',
      ...patterns,
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const files = listing.split('\0').filter(file => file && exists(file));
  return [...new Set(files)].sort();
}

/** The text of a file of the repository. */
export function readFile(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Whether a file or folder of that path is in the checkout. */
export function exists(file: string): boolean {
  return existsSync(path.join(root, file));
}
