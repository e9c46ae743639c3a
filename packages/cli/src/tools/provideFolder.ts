import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDir } from '../checkout';
import { takeLock } from '../process/leftovers';
import type { Steps } from '../steps/Steps';

/** A folder of the user's cache that an installer fills. */
export type InstalledFolder = {
  /** Name in the cache. */
  name: string;
  /** What the progress line calls it. */
  title: string;
  /** The lock or requirements that decide its content: a change of these is another folder. */
  inputs: Buffer;
};

function folderOf(
  { name, inputs }: InstalledFolder,
  env: NodeJS.ProcessEnv,
): string {
  const digest = createHash('sha256').update(inputs).digest('hex');
  return cacheDir(env, name, digest.slice(0, 16));
}

/** The folder, if it has been made already. */
export function findFolder(
  folder: InstalledFolder,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const dir = folderOf(folder, env);
  return fs.existsSync(path.join(dir, 'complete')) ? dir : undefined;
}

/**
 * Makes the folder where it is missing. What installers make cannot always be moved, so it is made in place under a
 * lock, and counts only once its last file says that it is complete.
 */
export async function provideFolder(
  folder: InstalledFolder,
  options: { env: NodeJS.ProcessEnv; steps: Steps; signal: AbortSignal },
  fill: (dir: string) => Promise<void>,
): Promise<string> {
  const { env, steps, signal } = options;
  const there = findFolder(folder, env);
  if (there) {
    steps.skip(folder.title, 'already there');
    return there;
  }
  return steps.run(folder.title, async () => {
    const dir = folderOf(folder, env);
    const lock = `${dir}.lock`;
    fs.mkdirSync(path.dirname(dir), { recursive: true });
    while (await takeLock(lock, 'companyos'))
      await sleep(500, undefined, { signal });
    try {
      if (!findFolder(folder, env)) {
        fs.rmSync(dir, { recursive: true, force: true });
        fs.mkdirSync(dir);
        await fill(dir);
        fs.writeFileSync(path.join(dir, 'complete'), '');
      }
    } finally {
      fs.rmSync(lock, { force: true });
    }
    return dir;
  });
}
