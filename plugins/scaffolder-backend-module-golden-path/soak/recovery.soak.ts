/**
 * Kills the backend while services are being made, starts it again, and looks whether every one of them ends whole:
 * one repository, one registration, within 60 seconds.
 *
 * Tasks are started one after another, so that a kill finds each of them at another place, inside a step or between
 * two. Prints `recovery-seconds <slowest> - - ≤60`; exits with 1 when a service is lost, doubled or late.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

const ROUNDS = 3;
const TASKS = 8;
const STAGGER_MS = 120;
const LIMIT_SECONDS = 60;
const TOKEN = 'recovery-soak-token';
/** As in app-config.yaml. */
const RECOVERY = { enabled: true, staleTimeout: { seconds: 10 } };

type Portal = { child: ChildProcess; stop(): Promise<void> };

/** What no waiting will mend. */
class Failure extends Error {}

async function main() {
  const dir = mkdtempSync(join(tmpdir(), 'recovery-soak-'));
  const port = await freePort();
  const config = writeConfig(dir, port);
  let portal = await start(config, port, dir);
  let slowest = 0;
  try {
    await until(60, 'the template', () =>
      call(port, '/catalog/entities/by-name/template/default/fixture-service'),
    );
    const names: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const tasks: string[] = [];
      for (let n = 0; n < TASKS; n++) {
        const name = `service-${round}-${n}`;
        tasks.push(await createTask(port, name));
        names.push(name);
        await sleep(STAGGER_MS);
      }
      await portal.stop();
      const started = Date.now();
      portal = await start(config, port, dir);
      for (const id of tasks) {
        await until(LIMIT_SECONDS, `task ${id}`, () => isCompleted(port, id));
      }
      slowest = Math.max(slowest, (Date.now() - started) / 1000);
      await expectWhole(port, names);
    }
  } finally {
    await portal.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  process.stdout.write(
    `recovery-seconds ${slowest.toFixed(1)} - - ≤${LIMIT_SECONDS}\n`,
  );
  if (slowest > LIMIT_SECONDS) throw new Error('Recovery took too long');
}

function writeConfig(dir: string, port: number): string {
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  const template = resolvePackagePath(
    '@companyos/golden-path',
    '__fixtures__/service/template.yaml',
  );
  for (const folder of ['work', 'cli']) mkdirSync(join(dir, folder));
  writeFileSync(
    join(dir, 'cli', 'manifest.json'),
    JSON.stringify({
      version: '0.1.0',
      file: 'companyos-cli-0.1.0.tgz',
      integrity: `sha512-${'A'.repeat(86)}==`,
    }),
  );
  const baseUrl = `http://localhost:${port}`;
  const file = join(dir, 'app-config.json');
  writeFileSync(
    file,
    JSON.stringify({
      app: { baseUrl },
      backend: {
        baseUrl,
        listen: { host: '127.0.0.1', port },
        workingDirectory: join(dir, 'work'),
        auth: {
          externalAccess: [
            { type: 'static', options: { token: TOKEN, subject: 'soak' } },
          ],
        },
        database: {
          client: 'pg',
          prefix: `recovery_soak_${process.pid}_`,
          connection: {
            host: POSTGRES_HOST,
            port: Number(POSTGRES_PORT),
            user: POSTGRES_USER,
            password: POSTGRES_PASSWORD,
          },
        },
      },
      catalog: {
        rules: [{ allow: ['Component', 'Location', 'Template'] }],
        locations: [{ type: 'file', target: template }],
      },
      goldenPath: { cli: { directory: join(dir, 'cli') } },
      localGit: {
        enabled: true,
        root: join(dir, 'repos'),
        checks: { command: ['true'] },
      },
      scaffolder: { taskRecovery: RECOVERY },
    }),
  );
  return file;
}

async function start(
  config: string,
  port: number,
  dir: string,
): Promise<Portal> {
  const log = openSync(join(dir, 'backend.log'), 'a');
  const child = spawn(
    process.execPath,
    [
      '--no-node-snapshot',
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      resolve(__dirname, 'backend.ts'),
      '--config',
      config,
    ],
    { stdio: ['ignore', log, log], env: { ...process.env, NODE_ENV: 'test' } },
  );
  const exited = new Promise<void>(done => child.once('exit', () => done()));
  await until(120, 'the backend', () =>
    call(port, '/catalog/entities?limit=1'),
  );
  return {
    child,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function createTask(port: number, name: string): Promise<string> {
  const { id } = await call(port, '/scaffolder/v2/tasks', {
    templateRef: 'template:default/fixture-service',
    values: {
      name,
      description: 'Made to be killed',
      owner: 'group:default/crm',
    },
  });
  return id;
}

async function isCompleted(port: number, id: string): Promise<boolean> {
  const { status } = await call(port, `/scaffolder/v2/tasks/${id}`);
  if (status === 'failed' || status === 'cancelled') {
    const events = await call(port, `/scaffolder/v2/tasks/${id}/events`);
    throw new Failure(`Task ${id} ${status}: ${JSON.stringify(events.at(-1))}`);
  }
  return status === 'completed';
}

async function expectWhole(port: number, names: string[]): Promise<void> {
  const { items } = await call(port, '/local-git/v1/repositories?limit=500');
  const locations = await call(port, '/catalog/locations');
  const targets: string[] = locations
    .map(({ data }: { data: { target: string } }) => data.target)
    .filter((target: string) => target.includes('/api/local-git/'));
  expectSame(
    items.map(({ name }: { name: string }) => name),
    names,
    'repositories',
  );
  expectSame(
    targets.map(target => /repos\/([^/]+)\//.exec(target)?.[1] ?? target),
    names,
    'locations',
  );
}

function expectSame(actual: string[], expected: string[], what: string) {
  if (actual.sort().join() !== [...expected].sort().join()) {
    throw new Failure(
      `The ${what} are ${actual.join()}, not ${expected.join()}`,
    );
  }
}

async function until(
  seconds: number,
  what: string,
  look: () => Promise<unknown>,
): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    try {
      if (await look()) return;
    } catch (error) {
      if (error instanceof Failure) throw error;
    }
    await sleep(200);
  }
  throw new Failure(`Waited ${seconds} s for ${what}`);
}

async function call(port: number, path: string, body?: object) {
  const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      Authorization: `Bearer ${TOKEN}`,
      'Content-Type': 'application/json',
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
