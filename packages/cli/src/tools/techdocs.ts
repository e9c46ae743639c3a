import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDir, type Checkout } from '../checkout';
import { MissingError } from '../errors';
import { capture, exec } from '../process/exec';
import { takeLock } from '../process/leftovers';
import type { Steps } from '../steps/Steps';

function requirementsFile(checkout: Checkout): string {
  return checkout.resolve('tools', 'techdocs-requirements.txt');
}

function environmentDir(checkout: Checkout, env: NodeJS.ProcessEnv): string {
  const digest = createHash('sha256')
    .update(fs.readFileSync(requirementsFile(checkout)))
    .digest('hex');
  return cacheDir(env, 'techdocs', digest.slice(0, 16));
}

/** The folder with `mkdocs`, if it has been made already. */
export function findTechdocs(
  checkout: Checkout,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const dir = environmentDir(checkout, env);
  return fs.existsSync(path.join(dir, 'complete'))
    ? path.join(dir, 'bin')
    : undefined;
}

/**
 * A Python environment with the pinned mkdocs, for PATH. Such an environment cannot be moved, so it is made in place
 * under a lock, and counts only once its last file says that it is complete.
 */
export async function provideTechdocs(options: {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  logFile: string;
  steps: Steps;
  signal: AbortSignal;
}): Promise<string> {
  const { checkout, env, steps, signal } = options;
  const title = 'Python environment for TechDocs';
  const there = findTechdocs(checkout, env);
  if (there) {
    steps.skip(title, 'already there');
    return there;
  }
  if (!(await capture('python3', ['-c', 'import venv, ensurepip'], env))) {
    const version = await capture('python3', ['--version'], env);
    if (!version)
      throw new MissingError(
        'Python 3 is needed for TechDocs and was not found on PATH. Install python3.',
      );
  }
  return steps.run(title, async () => {
    const dir = environmentDir(checkout, env);
    const lock = `${dir}.lock`;
    while (await takeLock(lock, 'companyos'))
      await sleep(500, undefined, { signal });
    try {
      if (!findTechdocs(checkout, env)) {
        fs.rmSync(dir, { recursive: true, force: true });
        const run = (command: string, args: string[]) =>
          exec(command, args, { env, logFile: options.logFile, signal });
        await run('python3', ['-m', 'venv', dir]);
        await run(path.join(dir, 'bin', 'pip'), [
          'install',
          '--quiet',
          '--requirement',
          requirementsFile(checkout),
        ]);
        fs.writeFileSync(path.join(dir, 'complete'), '');
      }
    } finally {
      fs.rmSync(lock, { force: true });
    }
    return path.join(dir, 'bin');
  });
}
