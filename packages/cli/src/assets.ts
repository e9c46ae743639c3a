import fs from 'node:fs';
import path from 'node:path';

/**
 * Reads a file of `assets/`, which the bundle has beside its chunks.
 *
 * @param name - path below that folder
 */
export function readAsset(...name: string[]): Buffer {
  // eslint-disable-next-line no-restricted-syntax -- the bundle defines it as the chunk's folder
  return fs.readFileSync(path.join(__dirname, '..', 'assets', ...name));
}
