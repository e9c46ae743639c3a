import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { isAlive, useTemporaryFolder } from '../testing';
import { stopLeftover, takeLock } from './leftovers';

const folder = useTemporaryFolder();

function longRunning(marker: string): number {
  const child = spawn(
    process.execPath,
    ['-e', 'setInterval(() => {}, 1000)', marker],
    {
      stdio: 'ignore',
      detached: true,
    },
  );
  child.unref();
  return child.pid!;
}

it('stops what a killed run left behind', async () => {
  const pid = longRunning('marker-of-ours');
  fs.writeFileSync(
    folder.path('pid'),
    `${pid}\nmore lines, as postmaster.pid has\n`,
  );
  await expect(
    stopLeftover(folder.path('pid'), 'marker-of-ours'),
  ).resolves.toBe(true);
  expect(fs.existsSync(folder.path('pid'))).toBe(false);
});

it('leaves alone another program that has got the number since', async () => {
  const pid = longRunning('somebody-elses');
  fs.writeFileSync(folder.path('pid'), String(pid));
  await expect(
    stopLeftover(folder.path('pid'), 'marker-of-ours'),
  ).resolves.toBe(false);
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, 'SIGKILL');
});

it('has one holder of a lock, and forgets one that died', async () => {
  const file = folder.path('run', 'lock');
  const pid = longRunning('the-holder');
  await takeLock(file, 'unused');
  fs.writeFileSync(file, String(pid));
  await expect(takeLock(file, 'the-holder')).resolves.toBe(pid);
  await stopLeftover(file, 'the-holder');
  fs.writeFileSync(file, String(pid));
  await expect(takeLock(file, 'the-holder')).resolves.toBeUndefined();
  expect(fs.readFileSync(file, 'utf8')).toBe(String(process.pid));
});
