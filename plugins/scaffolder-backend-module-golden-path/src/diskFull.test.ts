import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { startPortal } from './__testUtils__/startPortal';

jest.mock('node:fs', () => ({ ...jest.requireActual('node:fs') }));
jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

/** A disk that holds a few small files, or writes that fail where only root may mount one. */
function fullDisk(dir: string): () => void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', dir], {
      stdio: 'ignore',
    });
    return () => execFileSync('umount', [dir]);
  } catch {
    const write = jest.requireActual('node:fs').writeFileSync;
    const spy = jest
      .spyOn(fs, 'writeFileSync')
      .mockImplementation((...args) => {
        if (!String(args[0]).startsWith(dir)) return write(...args);
        throw Object.assign(new Error('No space left'), { code: 'ENOSPC' });
      });
    return () => spy.mockRestore();
  }
}

it('full disk while scaffolding: a clear error, a clean workspace, no repository', async () => {
  const disk = fs.mkdtempSync(join(tmpdir(), 'golden-path-disk-'));
  const restore = fullDisk(disk);
  try {
    const portal = await startPortal({
      knex: await databases.init('POSTGRES_18'),
      workingDirectory: disk,
    });
    expect(await portal.create()).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/is full.*\(GOLDEN_PATH_DISK_FULL\)/),
    });
    expect(portal.leftovers()).toEqual([]);
    expect(await portal.repositories()).toEqual([]);
    expect(await portal.locations()).toEqual([]);
  } finally {
    restore();
    fs.rmSync(disk, { recursive: true });
  }
});
