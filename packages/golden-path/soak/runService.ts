import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type RunningService = {
  url: string;
  /** An access token of a seeded user. */
  token(user: string): Promise<string>;
  /** What the service's own process holds, without its database and OPA. */
  residentMiB(): number;
  stop(): Promise<void>;
};

/**
 * Runs a built service with its development stack; what `env` names of that is not started.
 *
 * @throws Error when it does not start; its log is `run.log` in its folder
 */
export async function startService(
  dir: string,
  env: Record<string, string>,
): Promise<RunningService> {
  const log = openSync(join(dir, 'run.log'), 'a');
  const child = spawn(process.execPath, ['dev/main.ts', '--json'], {
    cwd: dir,
    env: { ...process.env, PORT: '0', METRICS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', log],
  });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout! });
  const [line] = await Promise.race([
    once(lines, 'line'),
    ended.then(() => {
      throw new Error(readFileSync(join(dir, 'run.log'), 'utf8').slice(-2000));
    }),
  ]);
  const { url, issuerUrl } = JSON.parse(line);
  const pid = servicePid(child.pid!);
  return {
    url,
    async token(user) {
      const response = await fetch(`${issuerUrl}/token`, {
        method: 'POST',
        headers: { Accept: 'text/plain' },
        body: JSON.stringify({ user }),
      });
      return response.text();
    },
    residentMiB() {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) / 1024;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The child that runs the built service, among those that run its stack. */
function servicePid(parent: number): number {
  const pids = readdirSync(`/proc/${parent}/task`).flatMap(task =>
    readFileSync(`/proc/${parent}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean),
  );
  const found = pids.find(pid =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dist/main.js'),
  );
  if (!found) throw new Error('The process of the service is not found');
  return Number(found);
}

/** Takes connections and never answers. */
export async function hangingPort(): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket.on('error', () => undefined).resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
