import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import * as fs from 'node:fs';
import { renderTemplate } from './renderTemplate';
import { FIXTURE_TEMPLATE, fixtureValues, useTemporaryFolder } from './testing';

jest.mock('node:fs', () => ({ ...jest.requireActual('node:fs') }));

const folder = useTemporaryFolder();

function mountSmallDisk(dir: string): boolean {
  mkdirSync(dir);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', dir], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false; // only root may mount
  }
}

function refuseWrites() {
  jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
    throw Object.assign(new Error('no space left on device'), {
      code: 'ENOSPC',
    });
  });
}

it('full disk while scaffolding: a clear error and nothing left behind', async () => {
  const disk = folder.path('disk');
  const mounted = mountSmallDisk(disk);
  if (!mounted) refuseWrites();
  try {
    const failure = await renderTemplate({
      templateDir: FIXTURE_TEMPLATE,
      values: fixtureValues(),
      targetDir: folder.path('disk', 'tree'),
    }).catch(error => error);
    expect(failure).toMatchObject({
      code: 'GOLDEN_PATH_DISK_FULL',
      message: expect.stringContaining('make room and try again'),
    });
    expect(readdirSync(disk)).toEqual([]);
  } finally {
    if (mounted) execFileSync('umount', [disk]);
    jest.restoreAllMocks();
  }
});
