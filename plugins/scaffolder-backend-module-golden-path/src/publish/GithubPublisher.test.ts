import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  onTestEnd,
  renderedWorkspace,
  runPublish,
  temporaryFolder,
} from '../__testUtils__/publishing';
import { GithubPublisher } from './GithubPublisher';

jest.setTimeout(60_000);

const HOST = 'github.example.com';

type Repository = {
  name: string;
  homepage: string | null;
  clone_url: string;
  html_url: string;
};

/** The five calls of GitHub's REST API that publishing needs, over bare repositories on disk. */
async function startGithub(options: { refusePush?: boolean } = {}) {
  const dir = temporaryFolder();
  const repositories = new Map<string, Repository>();
  const calls: string[] = [];
  const add = (name: string, homepage: string | null = null): Repository => {
    const bare = join(dir, `${name}.git`);
    execFileSync('git', ['init', '--quiet', '--bare', bare]);
    if (options.refusePush) {
      const hook = join(bare, 'hooks', 'pre-receive');
      writeFileSync(
        hook,
        '#!/bin/sh\necho "no pushes on Fridays" >&2\nexit 1\n',
      );
      chmodSync(hook, 0o755);
    }
    const repository = {
      name,
      homepage,
      clone_url: `file://${bare}`,
      html_url: `https://${HOST}/acme/${name}`,
    };
    repositories.set(name, repository);
    return repository;
  };
  const answer = (call: string, body: Partial<Repository>) => {
    const [method, path] = call.split(' ');
    const known = repositories.get(path.split('/')[3] ?? '');
    if (call === 'GET /users/acme') return { body: { type: 'Organization' } };
    if (call === 'POST /orgs/acme/repos') {
      return repositories.has(body.name ?? '')
        ? {
            status: 422,
            body: { message: 'name already exists on this account' },
          }
        : { status: 201, body: add(body.name ?? '', body.homepage) };
    }
    if (!known) return { status: 404, body: { message: 'Not Found' } };
    if (method === 'DELETE') {
      repositories.delete(known.name);
      return { status: 204 };
    }
    return { body: known };
  };
  const server = createServer(async (req, res) => {
    const chunks = await req.toArray();
    const call = `${req.method} ${req.url}`;
    calls.push(call);
    const sent = Buffer.concat(chunks).toString();
    const { status = 200, body }: { status?: number; body?: object } = answer(
      call,
      sent ? JSON.parse(sent) : {},
    );
    res.writeHead(status, { 'Content-Type': 'application/json' });
    res.end(body && JSON.stringify(body));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onTestEnd(() => server.close());
  const { port } = server.address() as AddressInfo;
  const publisher = new GithubPublisher({
    host: HOST,
    owner: 'acme',
    visibility: 'private',
    portalUrl: 'https://portal.example.com',
    integrations: ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          github: [
            {
              host: HOST,
              apiBaseUrl: `http://127.0.0.1:${port}`,
              token: 'secret',
            },
          ],
        },
      }),
    ),
  });
  return { publisher, repositories, calls, add, dir };
}

it('makes the repository, pushes, and does neither twice for the same task', async () => {
  const { publisher, repositories, calls, dir } = await startGithub();
  const workspacePath = await renderedWorkspace();
  const task = { publisher, workspacePath, taskId: 'task-1' };
  const first = await runPublish(task);
  expect(await runPublish(task)).toEqual(first);
  expect(first).toMatchObject({
    repoUrl: 'https://github.example.com/acme/customer-records',
    catalogInfoUrl:
      'https://github.example.com/acme/customer-records/blob/main/catalog-info.yaml',
  });
  const head = execFileSync('git', ['rev-parse', 'refs/heads/main'], {
    cwd: join(dir, 'customer-records.git'),
  });
  expect(head.toString().trim()).toBe(first.commit);
  expect(repositories.get('customer-records')?.homepage).toBe(
    'https://portal.example.com/catalog/default/component/customer-records?task=task-1',
  );
  expect(calls.filter(call => call.startsWith('POST'))).toHaveLength(1);
});

it('leaves the repository of others alone', async () => {
  const { publisher, repositories, add } = await startGithub();
  add('customer-records', 'https://elsewhere.example.com');
  const workspacePath = await renderedWorkspace();
  await expect(
    runPublish({ publisher, workspacePath, taskId: 'task-1' }),
  ).rejects.toThrow(
    /'acme\/customer-records' exists already on github\.example\.com.*\(GOLDEN_PATH_NAME_TAKEN\)/,
  );
  await publisher.withdraw(
    'https://github.example.com/acme/customer-records/blob/main/catalog-info.yaml',
    { ...createMockActionContext(), task: { id: 'task-1' } },
  );
  expect(repositories.has('customer-records')).toBe(true);
});

it('two people creating the same name at once: one wins, the other is told', async () => {
  const { publisher, repositories } = await startGithub();
  const workspaces = await Promise.all([
    renderedWorkspace(),
    renderedWorkspace(),
  ]);
  const results = await Promise.allSettled(
    workspaces.map((workspacePath, index) =>
      runPublish({ publisher, workspacePath, taskId: `task-${index}` }),
    ),
  );
  const failures = results.filter(({ status }) => status === 'rejected');
  expect(failures).toEqual([
    expect.objectContaining({
      reason: expect.objectContaining({ code: 'GOLDEN_PATH_NAME_TAKEN' }),
    }),
  ]);
  expect([...repositories.keys()]).toEqual(['customer-records']);
});

it('a remote that refuses the push: says why, and removes the repository', async () => {
  const { publisher, repositories } = await startGithub({ refusePush: true });
  await expect(
    runPublish({
      publisher,
      workspacePath: await renderedWorkspace(),
      taskId: 'task-1',
    }),
  ).rejects.toThrow(/no pushes on Fridays.*\(GOLDEN_PATH_PUSH_REFUSED\)/s);
  expect([...repositories.keys()]).toEqual([]);
});

it('removes the repository when a later step asks for it', async () => {
  const { publisher, repositories } = await startGithub();
  const { catalogInfoUrl } = await runPublish({
    publisher,
    workspacePath: await renderedWorkspace(),
    taskId: 'task-1',
  });
  await expect(
    publisher.withdraw(catalogInfoUrl, {
      ...createMockActionContext(),
      task: { id: 'task-1' },
    }),
  ).resolves.toMatch(/was removed again/);
  expect([...repositories.keys()]).toEqual([]);
});

it('needs an integration for its host', () => {
  expect(
    () =>
      new GithubPublisher({
        host: 'nowhere.example.com',
        owner: 'acme',
        visibility: 'private',
        portalUrl: 'https://portal.example.com',
        integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
      }),
  ).toThrow("Config 'goldenPath.publish.github.host' is 'nowhere.example.com'");
});
