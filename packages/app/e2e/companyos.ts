import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../../..');

/** Where the portal keeps what it has. */
export function stateDir(): string {
  return process.env.COMPANYOS_STATE_DIR ?? join(root, '.companyos');
}

/** A file of the portal's own keys. */
export function keyFile(name: string): string {
  return join(stateDir(), 'keys', name);
}

/** The token with which the CLI of this checkout calls its own portal. */
export function serviceToken(): string {
  return (
    process.env.COMPANYOS_SERVICE_TOKEN ??
    readFileSync(keyFile('service-token'), 'utf8').trim()
  );
}

/** The key that the portal trusts for development. */
export const evidenceKey = () => keyFile('evidence.key');

/** Runs the command line tool of this checkout, as its portal's own service. */
export function companyos(args: string[], cwd = root): string {
  return execFileSync(
    process.execPath,
    [join(root, 'packages/cli/dist/companyos.mjs'), ...args],
    {
      cwd,
      env: { ...process.env, COMPANYOS_TOKEN: serviceToken() },
      encoding: 'utf8',
      stdio: 'pipe',
    },
  );
}
