import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { notificationService } from '@backstage/plugin-notifications-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import { LocalGitClient, type Push } from '@companyos/plugin-local-git-common';
import type { Knex } from 'knex';
import localGitPlugin from '..';

const run = promisify(execFile);

export const BASE_URL = 'http://localhost:7007/api/local-git';
export const ADA = 'user:default/ada';

const cleanups: (() => Promise<unknown>)[] = [];

/** A folder of its own, removed when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'local-git-test-'));
  cleanups.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** What a test may change of the host. */
export type TestHostOptions = {
  knex: Knex;
  root: string;
  localGit?: Record<string, string | number | boolean | object>;
  /** Names of permissions that nobody has. */
  denied?: string[];
  /** Tokens of services, checked by Backstage's own authentication and permissions instead of stand-ins. */
  externalAccess?: JsonObject[];
};

/** The plugin in a real backend on a real port, with what a test does to it. */
export type TestHost = {
  url: string;
  client: LocalGitClient;
  notify: jest.Mock;
  stop: () => Promise<void>;
  /** The Git URL of a repository with a token in it; Ada's, when there is none. */
  remote: (name: string, token?: string) => string;
  /** Waits until the newest push has come to its end. */
  checked: (name: string) => Promise<Push>;
};

export async function startTestHost(
  options: TestHostOptions,
): Promise<TestHost> {
  const notify = jest.fn(async () => undefined);
  const backend = await startTestBackend({
    features: [
      localGitPlugin,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: {
            baseUrl: 'http://localhost:7007',
            auth: { externalAccess: options.externalAccess },
          },
          permission: { enabled: true },
          localGit: {
            enabled: true,
            root: options.root,
            ...options.localGit,
          },
        },
      }),
      mockServices.database.factory({ knex: options.knex }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({ send: notify }),
      }),
      ...(options.externalAccess
        ? [
            authServiceFactory,
            httpAuthServiceFactory,
            permissionsServiceFactory,
          ]
        : [
            createServiceFactory({
              service: coreServices.permissions,
              deps: {},
              factory: () => permissionsWithout(options.denied ?? []),
            }),
          ]),
    ],
  });
  const { port } = backend.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/local-git`;
  const client = new LocalGitClient({ baseUrl: url, fetch: fetchAs(ADA) });
  let running = true;
  const stop = async () => {
    if (running) await backend.stop();
    running = false;
  };
  cleanups.push(stop);
  return {
    url,
    client,
    notify,
    stop,
    remote: (name, token = mockCredentials.user.token(ADA)) => {
      const access = `//ada:${encodeURIComponent(token)}@`;
      return `${url.replace('//', access)}/repos/${name}.git`;
    },
    checked: name => newestPushAtItsEnd(client, name),
  };
}

/** Runs Git as a person would, without that person's settings. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    },
  });
  return stdout.trim();
}

/** A checkout with one commit of the given files on `main`. */
export async function checkoutWith(
  files: Record<string, string | Buffer>,
): Promise<string> {
  const dir = await temporaryFolder();
  await git(dir, 'init', '--quiet', '--initial-branch=main');
  await commit(dir, files);
  return dir;
}

/** Commits the given files. Returns the commit's id. */
export async function commit(
  dir: string,
  files: Record<string, string | Buffer>,
): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  await git(dir, 'add', '--all');
  await git(dir, 'commit', '--quiet', '--allow-empty', '-m', 'Change');
  return git(dir, 'rev-parse', 'HEAD');
}

/** Waits for something to become true, for at most 20 seconds. */
export async function until<T>(
  look: () => Promise<T | undefined | false>,
): Promise<T> {
  for (const started = Date.now(); Date.now() - started < 20_000; ) {
    const found = await look();
    if (found) return found;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`Waited for 20 s in vain: ${look}`);
}

/** Waits until a process is gone, or dead and only waits to be collected. */
export async function ended(pid: number): Promise<void> {
  await until(async () => {
    const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)], {
      encoding: 'utf8',
    }).catch(() => ({ stdout: '' }));
    return stdout.trim() === '' || stdout.startsWith('Z');
  });
}

/** The process id of a child of this one whose command line holds a word. */
export async function childNamed(word: string): Promise<number | undefined> {
  const { stdout } = await run('ps', ['-A', '-o', 'ppid=,pid=,args=']);
  const child = stdout
    .split('\n')
    .map(line => line.trim().split(/ +/))
    .find(([ppid, , ...args]) => {
      return ppid === String(process.pid) && args.includes(word);
    });
  return child && Number(child[1]);
}

/** `fetch` with a person's token. */
export function fetchAs(user: string): typeof fetch {
  return (input, init) =>
    fetch(input, {
      ...init,
      headers: {
        ...init?.headers,
        Authorization: mockCredentials.user.header(user),
      },
    });
}

function newestPushAtItsEnd(client: LocalGitClient, name: string) {
  return until(async () => {
    const { items } = await client.listPushes(name, { limit: 1 });
    const [push] = items;
    return push?.finishedAt ? push : undefined;
  });
}

/** Everybody may do everything but what is named. */
export function permissionsWithout(denied: string[]) {
  return mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(({ permission }) => ({
        result: denied.includes(permission.name)
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
      })),
  });
}
