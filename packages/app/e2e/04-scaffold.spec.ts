import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { companyos, serviceToken } from './companyos';

const NAME = 'customer-records';

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
    companyos([
      ...['scaffold', 'service', NAME, '--owner', owner],
      ...['--description', description],
      ...['--portal', baseURL!, '--dir', cliTree],
    ]);
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
