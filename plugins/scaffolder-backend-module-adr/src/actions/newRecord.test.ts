import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the test runs the real host, the product its client
import localGitPlugin from '@companyos/plugin-local-git-backend';
import {
  LocalGitClient,
  repositoryPushPermission,
} from '@companyos/plugin-local-git-common';
import {
  commitFiles,
  git,
  startTasks,
  temporaryFolder,
} from '../__testUtils__/newRecord';
import { LocalGitHost } from '../hosts/LocalGitHost';

const exec = promisify(execFile);
jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const OLD =
  '---\nstatus: accepted\ndate: 2024-05-06\n---\n\n# ADR-001: Files\n';
const INDEX = '# Decisions\n\n- [ADR-001: Files](ADR-001-files.md)\n';
const FILES = {
  'docs/adr/ADR-001-files.md': OLD,
  'docs/adr/index.md': INDEX,
  'mkdocs.yml': 'site_name: pay\nnav:\n  - Home: index.md\n',
};
const SOURCE = {
  'backstage.io/source-location':
    'url:http://localhost:7007/api/local-git/repos/pay/tree/main/',
};

/** The real Git host with the repository `pay`, and tasks for it. */
async function start(
  options: {
    files?: Parameters<typeof commitFiles>[1];
    annotations?: Record<string, string>;
    mayPush?: boolean;
  } = {},
) {
  const { mayPush = true } = options;
  const rules = { mayPush: true };
  const { server } = await startTestBackend({
    features: [
      localGitPlugin,
      mockServices.database.factory({
        knex: await databases.init('POSTGRES_18'),
      }),
      mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(({ permission }) => ({
            result:
              permission.name === repositoryPushPermission.name &&
              !rules.mayPush
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          })),
      }).factory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:7007' },
          backend: { baseUrl: 'http://localhost:7007' },
          localGit: {
            enabled: true,
            root: join(temporaryFolder(), 'repos'),
            checks: { command: ['true'] },
          },
        },
      }),
    ],
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/api/local-git`;
  const token = mockCredentials.user.token();
  await new LocalGitClient({ baseUrl, fetch }).createRepository(
    { name: 'pay' },
    { token },
  );
  const remote = `http://ada:${encodeURIComponent(
    token,
  )}@127.0.0.1:${port}/api/local-git/repos/pay.git`;
  await commitFiles(remote, options.files ?? FILES);
  rules.mayPush = mayPush;
  const host = new LocalGitHost({
    auth: mockServices.auth(),
    discovery: mockServices.discovery.mock({ getBaseUrl: async () => baseUrl }),
  });
  return {
    remote,
    run: startTasks({
      hosts: [host],
      annotations: { ...SOURCE, ...options.annotations },
    }),
    branches: async () =>
      (await git('/', 'ls-remote', '--heads', remote))
        .split('\n')
        .map(line => line.replace(/^.*refs\/heads\//, ''))
        .filter(name => name !== 'main'),
  };
}

/** The lines of the shell blocks in what the result page says. */
function commandsIn(nextSteps: string): string[] {
  return [...nextSteps.matchAll(/```sh\n([\s\S]*?)\n```/g)].flatMap(
    ([, block]) => block.split('\n'),
  );
}

it('pushes a branch as the person, and the commands of the result page merge it', async () => {
  const { remote, run, branches } = await start();
  const result = await run({
    supersedes: '1',
    signOffs: [{ group: 'group:default/sre', minimum: 2 }],
  });
  expect(result).toEqual({
    entityRef: 'component:default/pay',
    number: 2,
    title: 'ADR-002: Use PostgreSQL',
    path: 'docs/adr/ADR-002-use-postgresql.md',
    branch: 'adr/2',
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    changeUrl: 'http://localhost:7007/repositories/pay/tree/adr%2F2',
    fileUrl:
      'http://localhost:7007/repositories/pay/blob/adr%2F2/docs/adr/ADR-002-use-postgresql.md',
    nextSteps: expect.stringMatching(/`mkdocs.yml` has a `nav`/),
  });
  expect(await branches()).toEqual(['adr/2']);

  const dir = temporaryFolder();
  const shell = commandsIn(result.nextSteps)
    .join('\n')
    .replace('http://localhost:7007/api/local-git/repos/pay.git', remote);
  expect(shell.split('\n')).toHaveLength(8);
  await exec('sh', ['-ec', shell], { cwd: dir });
  expect(await branches()).toEqual([]);

  const clone = join(temporaryFolder(), 'pay');
  await git('/', 'clone', '--quiet', remote, clone);
  expect(await git(clone, 'log', '-1', '--format=%an|%ae|%aI|%s|%b')).toBe(
    'Ada Okafor|ada@example.com|2026-01-02T03:04:05+00:00|Propose ADR-002: Use PostgreSQL|Scaffolder-Task: task-1',
  );
  expect(await git(clone, 'diff', '--name-status', 'HEAD~')).toBe(
    [
      'M\tdocs/adr/ADR-001-files.md',
      'A\tdocs/adr/ADR-002-use-postgresql.md',
      'M\tdocs/adr/index.md',
    ].join('\n'),
  );
  const read = (file: string) =>
    readFileSync(join(clone, 'docs/adr', file), 'utf8');
  expect(read('ADR-001-files.md')).toBe(
    OLD.replace(
      'accepted',
      '"superseded by [ADR-002](ADR-002-use-postgresql.md)"',
    ),
  );
  expect(read('index.md')).toBe(
    `${INDEX}- [ADR-002: Use PostgreSQL](ADR-002-use-postgresql.md)\n`,
  );
});

it('portal and command line draft the same bytes', async () => {
  const { remote, run } = await start();
  const { path, branch } = await run({
    title: 'Über "quotes" & $(shell)',
    status: 'accepted',
    deciders: ['Ada O’Neil', 'group:default/sre'],
    supersedes: '1',
    signOffs: [{ group: 'group:default/sre', minimum: 2 }],
  });
  const clone = join(temporaryFolder(), 'pay');
  await git('/', 'clone', '--quiet', remote, clone);
  // The tool as it is packed: from its own bundle.
  const cli = resolve(__dirname, '../../../../packages/cli');
  const outdir = temporaryFolder();
  const bundle = `(await import(process.argv[1])).bundle({ outdir: process.argv[2] })`;
  await exec(process.execPath, [
    ...['--input-type=module', '--eval', bundle, join(cli, 'bundle.mjs')],
    outdir,
  ]);
  await exec(
    process.execPath,
    [
      join(outdir, 'companyos.mjs'),
      ...['adr', 'new', 'Über "quotes" & $(shell)'],
      ...['--date', '2026-01-02', '--status', 'accepted'],
      ...['--decider', 'Ada O’Neil', '--decider', 'group:default/sre'],
      ...['--supersedes', '1', '--sign-off', 'group:default/sre=2'],
    ],
    { cwd: clone },
  );
  await git(clone, 'add', '--all');
  expect(await git(clone, 'diff', '--cached', '--name-only')).toContain(path);
  expect(await git(clone, 'diff', '--cached', `origin/${branch}`)).toBe('');
});

it('runs again for the same task and ends in the same commit, once', async () => {
  const { run, branches } = await start();
  const first = await run();
  expect(await run()).toEqual(first);
  expect(await branches()).toEqual(['adr/2']);
});

it('two people at once get a number each', async () => {
  const { run } = await start();
  const [a, b] = await Promise.all([
    run({}, { id: 'a' }),
    run({}, { id: 'b' }),
  ]);
  expect([a.branch, b.branch].sort()).toEqual(['adr/2', 'adr/3']);
  expect(a.path).not.toBe(b.path);
});

it('makes the first record of a folder, in the folder of the annotation', async () => {
  const { run, branches } = await start({
    files: { 'README.md': '# Pay\n' },
    annotations: { 'companyos.dev/adr-path': 'decisions/' },
  });
  await expect(run()).resolves.toMatchObject({
    path: 'decisions/0001-use-postgresql.md',
    branch: 'adr/decisions/1',
  });
  expect(await branches()).toEqual(['adr/decisions/1']);
});

it('a hostile title becomes a plain file name and stays a title', async () => {
  const { remote, run } = await start();
  const title = '../../../etc/passwd; $(touch /tmp/x) `y` | & "z" \'';
  const { path, branch } = await run({ title });
  expect(path).toBe('docs/adr/ADR-002-etc-passwd-touch-tmp-x-y-z.md');
  const clone = join(temporaryFolder(), 'pay');
  await git('/', 'clone', '--quiet', '--branch', branch, remote, clone);
  expect(readFileSync(join(clone, path), 'utf8')).toContain(
    `\n# ADR-002: ${title}\n`,
  );
});

describe('what cannot be done is said, and leaves no branch:', () => {
  it.each<[string, JsonObject, RegExp]>([
    [
      'a title of 10 kB',
      { title: 'x'.repeat(10_240) },
      /at most 150 characters.*ADR_INPUT_INVALID/,
    ],
    ['no title', { title: '' }, /title: .*ADR_INPUT_INVALID/],
    ['a status that is none', { status: 'done' }, /status: .*INPUT_INVALID/],
    [
      'a record to supersede that is not there',
      { supersedes: '9' },
      /no record '9' in docs\/adr.*SUPERSEDED_NOT_FOUND/,
    ],
    [
      'an entity that is not there or may not be seen',
      { entityRef: 'component:default/nowhere' },
      /no entity 'component:default\/nowhere' that you may see.*NOT_FOUND/,
    ],
    [
      'what is no entity reference',
      { entityRef: '../../x y' },
      /entityRef: use a full entity reference.*ADR_INPUT_INVALID/,
    ],
  ])('%s', async (_, input, reason) => {
    const { run, branches } = await start();
    await expect(run(input)).rejects.toThrow(reason);
    expect(await branches()).toEqual([]);
  });

  it('no permission to propose records', async () => {
    const { run, branches } = await start();
    await expect(run({}, { denied: 'adr.record.create' })).rejects.toThrow(
      "needs the permission 'adr.record.create'",
    );
    expect(await branches()).toEqual([]);
  });

  it('no permission to push', async () => {
    const { run, branches } = await start({ mayPush: false });
    await expect(run()).rejects.toThrow(/403.*\(ADR_PUSH_REFUSED\)/s);
    expect(await branches()).toEqual([]);
  });

  it('a link where the folder should be', async () => {
    const files = { 'docs/adr': { to: '/etc' } };
    const { run, branches } = await start({ files });
    await expect(run()).rejects.toThrow(
      /cannot take a record: .*\(ADR_SOURCE_UNREADABLE\)/s,
    );
    expect(await branches()).toEqual([]);
  });

  it('a repository that is not there', async () => {
    const { run } = await start({
      annotations: {
        'backstage.io/source-location':
          'url:http://localhost:7007/api/local-git/repos/gone/tree/main/',
      },
    });
    await expect(run()).rejects.toThrow(
      /There is no repository 'gone' \(ADR_SOURCE_UNREADABLE\)/,
    );
  });

  it('a task that was cancelled', async () => {
    const { run, branches } = await start();
    await expect(run({}, { signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/i,
    );
    expect(await branches()).toEqual([]);
  });

  it.each([
    [
      { 'companyos.dev/adr-path': '../../etc' },
      "'../../etc', which is no folder of its source",
    ],
    [
      { 'backstage.io/source-location': 'url:https://gitlab.com/a/b/' },
      'on GitHub and on its own Git host only',
    ],
    [{ 'backstage.io/source-location': '' }, 'no source that the portal reads'],
  ])('the annotations %j', async (annotations, reason) => {
    const { run, branches } = await start({ annotations });
    await expect(run()).rejects.toThrow(reason);
    expect(await branches()).toEqual([]);
  });
});
