import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the test runs the real host, the product its client
import localGitPlugin from '@companyos/plugin-local-git-backend';
import { LocalGitClient } from '@companyos/plugin-local-git-common';
import {
  COMMITTED_AT,
  renderedWorkspace,
  runPublish,
  temporaryFolder,
} from '../__testUtils__/publishing';
import { LocalGitPublisher } from './LocalGitPublisher';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

async function startHost(localGit = {}) {
  const root = join(temporaryFolder(), 'repos');
  const { server } = await startTestBackend({
    features: [
      localGitPlugin,
      mockServices.database.factory({
        knex: await databases.init('POSTGRES_18'),
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:7007' },
          backend: { baseUrl: 'http://localhost:7007' },
          localGit: {
            enabled: true,
            root,
            checks: { command: ['true'] },
            ...localGit,
          },
        },
      }),
    ],
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/api/local-git`;
  const publisher = new LocalGitPublisher({
    auth: mockServices.auth(),
    discovery: mockServices.discovery.mock({ getBaseUrl: async () => baseUrl }),
  });
  const client = new LocalGitClient({ baseUrl, fetch });
  return {
    publisher,
    log: () =>
      execFileSync('git', ['log', '--format=%H|%an|%ae|%aI|%cI|%B', '--all'], {
        cwd: join(root, 'customer-records.git'),
      })
        .toString()
        .trim(),
    names: async () => {
      const token = mockCredentials.user.token();
      const { items } = await client.listRepositories({}, { token });
      return items.map(({ name }) => name);
    },
  };
}

function taskContext(id: string) {
  return { ...createMockActionContext(), task: { id } };
}

it('runs again for the same task and ends in the same commit, once', async () => {
  const { publisher, log, names } = await startHost();
  const workspacePath = await renderedWorkspace();
  const task = { publisher, workspacePath, taskId: 'task-1' };
  const first = await runPublish(task);
  const again = await runPublish(task);
  expect(again).toEqual(first);
  expect(first).toEqual({
    repoUrl: 'http://localhost:7007/repositories/customer-records',
    cloneUrl: 'http://localhost:7007/api/local-git/repos/customer-records.git',
    catalogInfoUrl:
      'http://localhost:7007/api/local-git/repos/customer-records/tree/main/catalog-info.yaml',
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
  const at = COMMITTED_AT.replace('.000Z', '+00:00');
  expect(log().replaceAll('Z|', '+00:00|')).toBe(
    [
      `${first.commit}|Ada  Okafor|ada@example.com|${at}|${at}|Create customer-records`,
      'Rendered from template:default/fixture-service 1.2.3.',
      'Scaffolder-Task: task-1',
    ].join('\n\n'),
  );
  expect(await names()).toEqual(['customer-records']);
});

it('knows the repository of another task from its own', async () => {
  const { publisher, log, names } = await startHost();
  const workspacePath = await renderedWorkspace();
  const { catalogInfoUrl, commit } = await runPublish({
    publisher,
    workspacePath,
    taskId: 'task-1',
  });
  await expect(
    runPublish({ publisher, workspacePath, taskId: 'task-2' }),
  ).rejects.toThrow('GOLDEN_PATH_NAME_TAKEN');
  await expect(
    publisher.withdraw(catalogInfoUrl, taskContext('task-2')),
  ).resolves.toBeUndefined();
  expect(log()).toContain(commit);

  await expect(
    publisher.withdraw(catalogInfoUrl, taskContext('task-1')),
  ).resolves.toMatch(/'customer-records' that this task made was removed/);
  expect(await names()).toEqual([]);
  await expect(
    publisher.withdraw(catalogInfoUrl, taskContext('task-1')),
  ).resolves.toBeUndefined();
});

it('publishes nothing of a workspace that recovery has emptied', async () => {
  const { publisher, names } = await startHost();
  await expect(
    runPublish({
      publisher,
      workspacePath: temporaryFolder(),
      taskId: 'task-1',
    }),
  ).rejects.toThrow(
    /workspace of this task is empty.*start the template again \(GOLDEN_PATH_WORKSPACE_LOST\)/,
  );
  expect(await names()).toEqual([]);
});

it('publishes nothing that is not what was rendered, and names it', async () => {
  const { publisher, names } = await startHost();
  const workspacePath = await renderedWorkspace();
  rmSync(join(workspacePath, 'README.md'));
  writeFileSync(join(workspacePath, 'Makefile'), 'other');
  for (const n of [1, 2, 3, 4, 5, 6]) {
    writeFileSync(join(workspacePath, `extra-${n}`), '');
  }
  await expect(
    runPublish({ publisher, workspacePath, taskId: 'task-1' }),
  ).rejects.toThrow(
    'missing: README.md; changed: Makefile; unexpected: extra-1, extra-2, extra-3, extra-4, extra-5 and 1 more (GOLDEN_PATH_WORKSPACE_CHANGED)',
  );
  expect(await names()).toEqual([]);
});

it('leaves no repository of a task that is cancelled meanwhile', async () => {
  const { publisher, names } = await startHost();
  const cancel = new AbortController();
  const publishing = runPublish({
    publisher: {
      publish: (request, ctx) => {
        setTimeout(() => cancel.abort(), 60);
        return publisher.publish(request, ctx);
      },
      withdraw: async () => undefined,
    },
    workspacePath: await renderedWorkspace(),
    taskId: 'task-1',
    signal: cancel.signal,
  });
  await expect(publishing).rejects.toThrow(/abort/i);
  expect(await names()).toEqual([]);
});

it('a remote that refuses the push: says why, never the token', async () => {
  const { publisher, names } = await startHost({ maxPushSize: 100 });
  const failure = await runPublish({
    publisher,
    workspacePath: await renderedWorkspace(),
    taskId: 'task-1',
  }).catch(error => error);
  expect(failure).toMatchObject({ code: 'GOLDEN_PATH_PUSH_REFUSED' });
  expect(JSON.stringify([failure.message, failure.stack, failure])).not.toMatch(
    /Basic |Authorization|mock-/,
  );
  expect(await names()).toEqual([]);
});
