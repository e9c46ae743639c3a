import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { extract } from 'tar';
import { findCheckout } from '../checkout';
import { testContext, useTemporaryFolder } from '../testing';

jest.setTimeout(120_000);

const folder = useTemporaryFolder();

// In a process of its own: packing loads esbuild and the bundle's definition as ES modules, which Jest cannot.
function companyos(...args: string[]): string {
  const root = findCheckout(__dirname, process.env).root;
  const cli = path.join(root, 'packages', 'cli');
  execFileSync(process.execPath, [path.join(cli, 'build.mjs')]);
  return execFileSync(
    process.execPath,
    [path.join(cli, 'dist', 'companyos.mjs'), ...args],
    {
      cwd: testContext().cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

it('packs the same bytes twice, and what it packs runs without node_modules', async () => {
  const first = JSON.parse(
    companyos('pack', '--json', '--out', folder.path('a')),
  );
  const second = JSON.parse(
    companyos('pack', '--json', '--out', folder.path('b')),
  );
  const bytes = fs.readFileSync(first.path);
  expect(bytes.equals(fs.readFileSync(second.path))).toBe(true);
  expect(first.integrity).toBe(
    `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
  );
  expect(
    JSON.parse(fs.readFileSync(folder.path('a', 'manifest.json'), 'utf8')),
  ).toEqual({
    version: first.version,
    file: `companyos-cli-${first.version}.tgz`,
    integrity: first.integrity,
  });

  fs.mkdirSync(folder.path('bare'));
  await extract({ cwd: folder.path('bare'), file: first.path });
  const program = folder.path('bare', 'package', 'dist', 'companyos.mjs');
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [program, ...args], {
      cwd: folder.path('bare'),
      encoding: 'utf8',
    });
  expect(run('--version')).toBe(`${first.version}\n`);
});
