import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { GithubServer } from '../__testUtils__/GithubServer';
import { git, startTasks } from '../__testUtils__/newRecord';
import { GithubHost } from './GithubHost';

jest.setTimeout(60_000);

const FILES = {
  'docs/adr/0001-one.md': '# One\n',
  'services/bill/docs/adr/ADR-041-x.md': '# X\n',
  'README.md': '# Pay\n',
};

async function start(source?: string) {
  const github = await GithubServer.start(FILES);
  const { config } = github;
  const host = new GithubHost(
    ScmIntegrations.fromConfig(new ConfigReader(config)),
  );
  const run = startTasks({
    hosts: [host],
    config,
    annotations: github.source(source),
  });
  return { github, run };
}

it('opens one pull request, and finds it when the step runs again', async () => {
  const { github, run } = await start();
  const first = await run();
  expect(await run()).toEqual(first);
  expect(first).toEqual({
    entityRef: 'component:default/pay',
    number: 2,
    title: 'ADR-0002: Use PostgreSQL',
    path: 'docs/adr/0002-use-postgresql.md',
    branch: 'adr/2',
    commit: await git(github.bare, 'rev-parse', 'adr/2'),
    changeUrl: 'https://github.example.com/acme/pay/pull/1',
    fileUrl:
      'https://github.example.com/acme/pay/blob/adr/2/docs/adr/0002-use-postgresql.md',
    nextSteps: expect.stringContaining('pull request is merged'),
  });
  expect(github.pulls).toEqual([
    {
      title: 'ADR-0002: Use PostgreSQL',
      head: 'adr/2',
      base: 'main',
      body: expect.stringMatching(
        /`component:default\/pay`, proposed by `user:default\/ada`: `docs\/adr\/0002-use-postgresql\.md`/,
      ),
    },
  ]);
  expect(await github.branches()).toEqual(['adr/2']);
  expect(
    await git(github.bare, 'show', '--stat', '--format=', 'adr/2'),
  ).toMatch(/^docs\/adr\/0002-use-postgresql\.md \|[^\n]*\n 1 file changed/);
});

it('finds the pull request also when somebody has gone on from its commit', async () => {
  const { github, run } = await start();
  const first = await run();
  const tree = `${first.commit}^{tree}`;
  const next = await git(
    github.bare,
    ...['commit-tree', tree, '-p', first.commit, '-m', 'More'],
  );
  await git(github.bare, 'update-ref', 'refs/heads/adr/2', next);
  expect(await run()).toEqual(first);
  expect(await github.branches()).toEqual(['adr/2']);
  expect(github.pulls).toHaveLength(1);
});

it('several at once get a number each', async () => {
  const { github, run } = await start();
  const results = await Promise.all(
    ['a', 'b', 'c', 'd'].map(id => run({ title: `Decision ${id}` }, { id })),
  );
  expect(results.map(({ number }) => number).sort()).toEqual([2, 3, 4, 5]);
  expect(await github.branches()).toEqual(['adr/2', 'adr/3', 'adr/4', 'adr/5']);
  expect(github.pulls).toHaveLength(4);
});

it('the same title twice gets two records', async () => {
  const { run } = await start();
  const first = await run({}, { id: 'a' });
  const second = await run({}, { id: 'b' });
  expect([first.path, second.path]).toEqual([
    'docs/adr/0002-use-postgresql.md',
    'docs/adr/0003-use-postgresql.md',
  ]);
});

it('writes into the entity’s folder of a repository with several', async () => {
  const { github, run } = await start('pay/tree/main/services/bill/');
  const { path, branch, fileUrl } = await run();
  expect(path).toBe('services/bill/docs/adr/ADR-042-use-postgresql.md');
  expect(branch).toBe('adr/services-bill-docs-adr/42');
  expect(fileUrl).toMatch(/blob\/adr\/services-bill-docs-adr\/42\/services\//);
  expect(github.pulls[0].head).toBe(branch);
});

it('takes the default branch where the source names none', async () => {
  const { github, run } = await start('pay');
  await run();
  expect(github.pulls[0].base).toBe('main');
});

it('a pull request that GitHub refuses: says why, and leaves no branch', async () => {
  const { github, run } = await start();
  github.refusal = 'Resource not accessible by integration';
  await expect(run()).rejects.toThrow(
    /GitHub answered 403 to POST \/repos\/acme\/pay\/pulls: .*not accessible.*\(ADR_PULL_REQUEST_REFUSED\)/s,
  );
  expect(await github.branches()).toEqual([]);
});

it('a repository that the portal does not see', async () => {
  const { run } = await start('other/tree/main/');
  await expect(run()).rejects.toThrow(
    /GitHub answered 404 to GET \/repos\/acme\/other: .*\(ADR_SOURCE_UNREADABLE\)/,
  );
});

it('a branch that is not there', async () => {
  const { run } = await start('pay/tree/next/');
  await expect(run()).rejects.toThrow(
    "'acme/pay' has no branch 'next' to add a record to (ADR_SOURCE_UNREADABLE)",
  );
});

it('a remote that refuses the push: says why, never the token', async () => {
  const { github, run } = await start();
  const hook = join(github.bare, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "no pushes on Fridays" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  const failure = await run().catch(error => error);
  expect(failure.message).toMatch(
    /no pushes on Fridays.*\(ADR_PUSH_REFUSED\)/s,
  );
  expect(JSON.stringify([failure.message, failure.stack, failure])).not.toMatch(
    /Basic |Authorization|secret/,
  );
  expect(github.pulls).toEqual([]);
});
