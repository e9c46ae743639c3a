import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { NotFoundError } from '@backstage/errors';

const PACKED_CLI = /^companyos-cli-[A-Za-z0-9][A-Za-z0-9._+-]*\.tgz$/;

/**
 * Finds a packed CLI by its exact name among those that lie there, so that no name can lead anywhere else. Older
 * versions stay, because services name the version that they install.
 *
 * @throws NotFoundError
 */
export async function findCliFile(
  directory: string,
  name: string,
): Promise<{ directory: string; file: string }> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(
    () => [],
  );
  const found = entries.find(
    entry => entry.isFile() && entry.name === name && PACKED_CLI.test(name),
  );
  if (!found) {
    throw new NotFoundError(
      'The portal has no such version of the CLI; /v1/platform names the one that it serves',
    );
  }
  return { directory: resolve(directory), file: found.name };
}
