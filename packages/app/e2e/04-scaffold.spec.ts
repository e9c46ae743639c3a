import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const NAME = 'customer-records';
const root = resolve(__dirname, '../../..');

/** The token with which the CLI of this checkout calls its own portal. */
function serviceToken(): string {
  return (
    process.env.COMPANYOS_SERVICE_TOKEN ??
    readFileSync(join(root, '.companyos/keys/service-token'), 'utf8').trim()
  );
}

test('companyos scaffold service makes the same tree as the portal, byte for byte', ({
  baseURL,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'companyos-e2e-'));
  const [portalTree, cliTree] = [join(folder, 'portal'), join(folder, 'cli')];
  try {
    const url = new URL(`${baseURL}/api/local-git/repos/${NAME}.git`);
    Object.assign(url, { username: 'companyos', password: serviceToken() });
    execFileSync('git', ['clone', '--quiet', url.href, portalTree]);
    const receipt = readFileSync(
      join(portalTree, '.companyos/receipt.json'),
      'utf8',
    );
    const { description, owner } = JSON.parse(receipt).inputs;
    execFileSync(
      process.execPath,
      [
        join(root, 'packages/cli/dist/companyos.mjs'),
        ...['scaffold', 'service', NAME, '--owner', owner],
        ...['--description', description],
        ...['--portal', baseURL!, '--dir', cliTree],
      ],
      {
        cwd: root,
        env: { ...process.env, COMPANYOS_TOKEN: serviceToken() },
        stdio: 'pipe',
      },
    );
    rmSync(join(portalTree, '.git'), { recursive: true });
    const differences = difference(portalTree, cliTree);
    expect(differences).toBe('');
    expect(readFileSync(join(cliTree, '.companyos/receipt.json'), 'utf8')).toBe(
      receipt,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What `diff` says of two folders; nothing when they are the same. */
function difference(left: string, right: string): string {
  try {
    return execFileSync('diff', ['--recursive', '--brief', left, right], {
      encoding: 'utf8',
    });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}
