import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { EntitySourceReader } from '@companyos/plugin-companyos-node';
import { createNewRecordAction } from '../actions/newRecord';
import type { RecordHost } from '../hosts/RecordHost';

const exec = promisify(execFile);

const COMMITTED_AT = '2026-01-02T03:04:05.000Z';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs when the test is over, last first. */
export function onTestEnd(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

/** A folder of its own, gone after the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'adr-new-'));
  onTestEnd(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Plain Git, as a person would use it; the host that it talks to may be in this process. */
export async function git(dir: string, ...args: string[]): Promise<string> {
  const settings = ['-c', 'user.name=Test', '-c', 'user.email=test@invalid'];
  const { stdout } = await exec('git', [...settings, ...args], {
    cwd: dir,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  });
  return stdout.trim();
}

/** Commits files to `main` of a repository; a file that is an object is a link. */
export async function commitFiles(
  url: string,
  files: Record<string, string | { to: string }>,
): Promise<void> {
  const dir = temporaryFolder();
  await git(dir, 'init', '--quiet', '--initial-branch=main');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    if (typeof content === 'string') writeFileSync(join(dir, path), content);
    else symlinkSync(content.to, join(dir, path));
  }
  await git(dir, 'add', '--all');
  await git(dir, 'commit', '--quiet', '--message', 'Begin');
  await git(dir, 'push', '--quiet', url, 'HEAD:refs/heads/main');
}

/** Something that runs `companyos:adr:new` as tasks would. What a task keeps stays over its runs. */
export function startTasks(options: {
  hosts: RecordHost[];
  config?: JsonObject;
  /** Annotations of `component:default/pay`. */
  annotations: Record<string, string>;
}) {
  const kept = new Map<string, unknown>();
  const config = new ConfigReader(options.config);
  const sources = EntitySourceReader.fromConfig(config, {
    reader: mockServices.urlReader.mock(),
  });
  const catalog = catalogServiceMock({
    entities: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'pay', annotations: options.annotations },
      },
    ],
  });

  return async function run(
    input: JsonObject = {},
    task: { id?: string; denied?: string; signal?: AbortSignal } = {},
  ): Promise<Record<string, any>> {
    const { id = 'task-1', denied, signal } = task;
    const output: Record<string, unknown> = {};
    const action = createNewRecordAction({
      catalog,
      hosts: options.hosts,
      sources,
      permissions: mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(({ permission }) => ({
            result:
              permission.name === denied
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          })),
      }),
    });
    await action.handler({
      ...createMockActionContext({
        input: {
          entityRef: 'component:default/pay',
          title: 'Use PostgreSQL',
          ...input,
        } as never,
        workspacePath: temporaryFolder(),
      }),
      task: { id },
      signal,
      user: {
        ref: 'user:default/ada',
        entity: {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'User',
          metadata: { name: 'ada' },
          spec: {
            profile: { displayName: 'Ada Okafor', email: 'ada@example.com' },
          },
        },
      },
      getInitiatorCredentials: async () => mockCredentials.user(),
      checkpoint: async ({ key, fn }) => {
        if (key === 'commit-time') return COMMITTED_AT as never;
        const name = `${id} ${key}`;
        if (!kept.has(name)) kept.set(name, await fn());
        // What is kept has been through a database.
        return JSON.parse(JSON.stringify(kept.get(name)));
      },
      output: (name, value) => {
        output[name] = value;
      },
    });
    return output;
  };
}
