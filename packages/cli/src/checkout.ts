import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CliError } from './errors';

/** Where things are in a checkout of the portal. */
export type Checkout = {
  root: string;
  /** Everything that running makes: database, keys, repositories, logs. */
  stateDir: string;
  resolve(...parts: string[]): string;
  state(...parts: string[]): string;
};

/** The user's cache folder of one tool in one version; shared by all checkouts. */
export function cacheDir(
  env: NodeJS.ProcessEnv,
  tool: string,
  version: string,
): string {
  const base =
    env.COMPANYOS_CACHE ??
    path.join(
      env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
      'companyos',
    );
  return path.join(base, tool, version);
}

/**
 * Finds the portal's checkout around a folder. `COMPANYOS_STATE_DIR` moves the state elsewhere, as the browser tests
 * do to have a portal of their own.
 */
export function findCheckout(cwd: string, env: NodeJS.ProcessEnv): Checkout {
  for (let dir = path.resolve(cwd); ; dir = path.dirname(dir)) {
    const file = path.join(dir, 'package.json');
    if (
      fs.existsSync(file) &&
      JSON.parse(fs.readFileSync(file, 'utf8')).name === 'companyos-portal'
    ) {
      const stateDir = path.resolve(
        env.COMPANYOS_STATE_DIR ?? path.join(dir, '.companyos'),
      );
      return {
        root: dir,
        stateDir,
        resolve: (...parts) => path.join(dir, ...parts),
        state: (...parts) => path.join(stateDir, ...parts),
      };
    }
    if (dir === path.dirname(dir)) {
      throw new CliError(
        `This command works on a checkout of the portal, and ${cwd} is not inside one.`,
      );
    }
  }
}
