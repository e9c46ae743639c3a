import {
  spawn,
  type ChildProcess,
  type SpawnOptions,
} from 'node:child_process';

// Every child leads a process group of its own: Ctrl-C in a terminal then reaches only us, and stopping a child
// stops whatever it started.
const running = new Set<ChildProcess>();

/** Starts a child in its own process group and keeps count of it until it ends. */
export function spawnChild(
  command: string,
  args: string[],
  options: SpawnOptions,
): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true });
  running.add(child);
  const forget = () => running.delete(child);
  child.once('exit', forget);
  child.once('error', forget);
  return child;
}

/** Sends a signal to a child and to everything that it started. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** For the end of the process: nothing that we started may outlive it. */
export function killAll(signal: NodeJS.Signals) {
  for (const child of running) signalGroup(child, signal);
}
