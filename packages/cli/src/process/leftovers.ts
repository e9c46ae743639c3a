import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { capture } from './exec';

function readPid(file: string): number | undefined {
  if (!fs.existsSync(file)) return undefined;
  const pid = Number.parseInt(fs.readFileSync(file, 'utf8'), 10);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** The command line of a living process, or `undefined` when there is none. */
export async function commandLine(pid: number): Promise<string | undefined> {
  const procFile = `/proc/${pid}/cmdline`;
  if (fs.existsSync('/proc/self/cmdline')) {
    if (!fs.existsSync(procFile)) return undefined;
    return (
      fs.readFileSync(procFile, 'utf8').replaceAll('\0', ' ').trim() ||
      undefined
    );
  }
  return (
    (await capture('ps', ['-o', 'command=', '-p', String(pid)])) || undefined
  );
}

/**
 * Stops a process that an earlier run started and could not stop because it was killed itself. The process is only
 * touched when its command line still holds `marker`: a process number is used again sooner or later.
 */
export async function stopLeftover(
  pidFile: string,
  marker: string,
): Promise<boolean> {
  const pid = readPid(pidFile);
  if (pid === undefined) return false;
  const isOurs = async () =>
    (await commandLine(pid))?.includes(marker) ?? false;
  const found = await isOurs();
  if (found) {
    signal(pid, 'SIGINT');
    for (let waited = 0; waited < 10_000 && (await isOurs()); waited += 100)
      await sleep(100);
    if (await isOurs()) signal(pid, 'SIGKILL');
    for (let waited = 0; waited < 5_000 && (await isOurs()); waited += 50)
      await sleep(50);
  }
  fs.rmSync(pidFile, { force: true });
  return found;
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Takes a lock that names this process; returns the number of the living process that holds it instead, if any.
 * The lock of a process that was killed counts for nothing.
 */
export async function takeLock(
  file: string,
  marker: string,
): Promise<number | undefined> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readPid(file);
    if (holder === process.pid) return undefined;
    if (holder !== undefined && (await commandLine(holder))?.includes(marker))
      return holder;
    fs.rmSync(file, { force: true });
  }
}
