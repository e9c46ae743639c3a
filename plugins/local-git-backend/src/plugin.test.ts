import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { LocalGitClient } from '@companyos/plugin-local-git-common';
import {
  ADA,
  BASE_URL,
  checkoutWith,
  childNamed,
  commit,
  ended,
  git,
  startTestHost,
  temporaryFolder,
  until,
  type TestHostOptions,
} from './__testUtils__/testHost';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const passing = { Makefile: 'test:\n\t@echo all good\n' };

const quickCheck = { checks: { command: ['true'] } };

const externalAccess = [
  { type: 'static', options: { token: 'token-of-a-service', subject: 'cli' } },
  {
    type: 'static',
    options: { token: 'token-that-may-read', subject: 'reader' },
    accessRestrictions: [
      { plugin: 'local-git', permission: ['local-git.repository.read'] },
    ],
  },
  {
    type: 'static',
    options: { token: 'token-for-elsewhere', subject: 'other' },
    accessRestrictions: [{ plugin: 'catalog' }],
  },
];

async function setUp(options: Omit<TestHostOptions, 'knex' | 'root'> = {}) {
  const knex = await databases.init('POSTGRES_18');
  const root = await temporaryFolder();
  const start = () => startTestHost({ knex, root, ...options });
  return { knex, root, start };
}

describe('Git', () => {
  it('clones and pushes, and the push is checked', async () => {
    const host = await (await setUp()).start();
    const made = await host.client.createRepository({ name: 'crm' });
    expect(made.cloneUrl).toBe(`${BASE_URL}/repos/crm.git`);

    const work = await checkoutWith(passing);
    await git(work, 'push', '--quiet', host.remote('crm'), 'main');
    const push = await host.checked('crm');
    const head = await git(work, 'rev-parse', 'HEAD');
    expect(push).toMatchObject({
      state: 'passed',
      commit: head,
      ref: 'refs/heads/main',
      pusher: ADA,
      command: 'make test',
      exitCode: 0,
    });
    expect(push.lastLines).toContain('all good');
    expect(await host.client.getPushLog(push.id)).toBe(
      '$ make test\nall good\n',
    );
    expect(await host.client.getRepository('crm')).toMatchObject({ head });

    const clone = join(await temporaryFolder(), 'clone');
    await git(work, 'clone', '--quiet', host.remote('crm'), clone);
    expect(await git(clone, 'rev-parse', 'HEAD')).toBe(head);
    expect(host.notify).not.toHaveBeenCalled();
  });

  it('sends a large request compressed and a large push in chunks', async () => {
    const host = await (await setUp({ localGit: quickCheck })).start();
    await host.client.createRepository({ name: 'large' });
    const content = randomBytes(3 * 1024 * 1024);
    const work = await checkoutWith({ content });
    // Many refs make Git compress what it asks for when it fetches.
    for (let tag = 0; tag < 60; tag++) {
      await commit(work, { 'tag.txt': String(tag) });
      await git(work, 'tag', `v${tag}`);
    }
    await git(work, 'push', '--quiet', '--tags', host.remote('large'), 'main');
    const clone = join(await temporaryFolder(), 'clone');
    await git(work, 'clone', '--quiet', host.remote('large'), clone);
    expect((await readFile(join(clone, 'content'))).equals(content)).toBe(true);
    await commit(work, { 'new.txt': 'new' });
    await git(work, 'push', '--quiet', host.remote('large'), 'main');
    await git(clone, 'pull', '--quiet', '--ff-only', host.remote('large'));
    expect(await readFile(join(clone, 'new.txt'), 'utf8')).toBe('new');
  });

  it('says what is wrong with the credentials', async () => {
    const host = await (await setUp()).start();
    await host.client.createRepository({ name: 'crm' });
    const dir = await temporaryFolder();
    const anonymous = `${host.url}/repos/crm.git`;
    await expect(git(dir, 'clone', anonymous)).rejects.toThrow(
      /could not read Username/,
    );
    await expect(
      git(dir, 'clone', anonymous.replace('//', '//ada:wrong@')),
    ).rejects.toThrow(/Authentication failed/);
    const answer = await fetch(
      `${anonymous}/info/refs?service=git-upload-pack`,
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    expect(await answer.text()).toMatch(/access token of the portal/);
  });

  it('names the permission that is missing', async () => {
    const host = await (
      await setUp({ denied: ['local-git.repository.push'] })
    ).start();
    await host.client.createRepository({ name: 'crm' });
    const work = await checkoutWith(passing);
    await expect(git(work, 'push', host.remote('crm'), 'main')).rejects.toThrow(
      /local-git\.repository\.push/,
    );
    await git(work, 'ls-remote', host.remote('crm'));
  });

  it('gives a token what it was made for and no more', async () => {
    const host = await (await setUp({ externalAccess })).start();
    const asService = { token: 'token-of-a-service' };
    const client = new LocalGitClient({ baseUrl: host.url, fetch });
    await client.createRepository({ name: 'crm' }, asService);
    const work = await checkoutWith(passing);
    const push = (token: string) =>
      git(work, 'push', host.remote('crm', token), 'main');
    await expect(push('token-that-may-read')).rejects.toThrow(
      /local-git\.repository\.push/,
    );
    await expect(push('token-for-elsewhere')).rejects.toThrow(/403/);
    await push('token-of-a-service');
    await git(work, 'fetch', host.remote('crm', 'token-that-may-read'));
    const newest = await until(async () => {
      const { items } = await client.listPushes('crm', {}, asService);
      return items[0];
    });
    expect(newest.pusher).toBe('cli');
  });

  it('says that there is no such repository', async () => {
    const host = await (await setUp()).start();
    const dir = await temporaryFolder();
    await expect(git(dir, 'clone', host.remote('nowhere'))).rejects.toThrow(
      /There is no repository 'nowhere'/,
    );
  });

  it('ends Git when the client goes away', async () => {
    const host = await (await setUp({ localGit: quickCheck })).start();
    await host.client.createRepository({ name: 'crm' });
    const url = new URL(host.remote('crm'));
    const caller = `${url.username}:${decodeURIComponent(url.password)}`;
    const request = http.request(`${host.url}/repos/crm.git/git-receive-pack`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(caller).toString('base64')}`,
        'Content-Type': 'application/x-git-receive-pack-request',
      },
    });
    request.on('error', () => undefined);
    request.write('00'); // the start of a length that never comes
    const pid = await until(() => childNamed('http-backend'));
    request.destroy();
    await expect(ended(pid)).resolves.toBeUndefined();
  });

  it('refuses a push larger than the bound, and keeps nothing of it', async () => {
    const localGit = { ...quickCheck, maxPushSize: 200_000 };
    const host = await (await setUp({ localGit })).start();
    await host.client.createRepository({ name: 'crm' });
    const work = await checkoutWith({ big: randomBytes(5_000_000) });
    await expect(git(work, 'push', host.remote('crm'), 'main')).rejects.toThrow(
      /pack exceeds maximum allowed size/,
    );
    const { items } = await host.client.listPushes('crm');
    expect(items).toEqual([]);
    expect(await host.client.getRepository('crm')).not.toHaveProperty('head');
    // The host is as good as before.
    const small = await checkoutWith({ small: 'small' });
    await git(small, 'push', '--quiet', host.remote('crm'), 'main');
  });
});

describe('checks', () => {
  it('keep the portal’s secrets from the command, and tell the pusher when it fails', async () => {
    const host = await (await setUp()).start();
    await host.client.createRepository({ name: 'crm' });
    process.env.PORTAL_SECRET = 'swordfish';
    const work = await checkoutWith({
      Makefile: 'test:\n\t@env; git status --short; exit 3\n',
    });
    await git(work, 'push', '--quiet', host.remote('crm'), 'main');
    const push = await host.checked('crm');
    delete process.env.PORTAL_SECRET;
    expect(push).toMatchObject({ state: 'failed', exitCode: 2 });
    const log = await host.client.getPushLog(push.id);
    expect(log).toContain('COMPANYOS_REPOSITORY=crm');
    expect(log).toContain(`COMPANYOS_COMMIT=${push.commit}`);
    expect(log).toContain('COMPANYOS_REF=refs/heads/main');
    expect(log).toMatch(/COMPANYOS_REPOSITORY_URL=http.*\/repos\/crm\n/);
    expect(log).toMatch(
      new RegExp(`COMPANYOS_RUN_ID=http.*/v1/pushes/${push.id}\\n`),
    );
    expect(log).not.toContain('swordfish');
    await until(async () => host.notify.mock.calls.length > 0);
    expect(host.notify).toHaveBeenCalledWith({
      recipients: { type: 'entity', entityRef: ADA },
      payload: expect.objectContaining({
        title: 'make test failed in crm',
        link: `/repositories/crm/pushes/${push.id}`,
      }),
    });
  });

  it('run only for the default branch', async () => {
    const host = await (await setUp({ localGit: quickCheck })).start();
    await host.client.createRepository({ name: 'crm' });
    const work = await checkoutWith(passing);
    await git(work, 'push', '--quiet', host.remote('crm'), 'main:feature/x');
    await git(work, 'push', '--quiet', host.remote('crm'), 'main');
    await host.checked('crm');
    const { items } = await host.client.listPushes('crm');
    expect(items.map(push => push.ref)).toEqual(['refs/heads/main']);
  });

  it('are cut off at shutdown, leave no process, and run again at the next start', async () => {
    const { start } = await setUp();
    const mark = join(await temporaryFolder(), 'mark');
    const work = await checkoutWith({
      Makefile: `test:\n\ttest -f ${mark} || { echo $$$$ >${mark}; sleep 300; }\n`,
    });
    const first = await start();
    await first.client.createRepository({ name: 'crm' });
    await git(work, 'push', '--quiet', first.remote('crm'), 'main');
    const pid = Number(
      await until(() => readFile(mark, 'utf8').catch(() => undefined)),
    );
    await first.stop();
    await ended(pid);

    const second = await start();
    expect(await second.checked('crm')).toMatchObject({ state: 'passed' });
    const { items } = await second.client.listPushes('crm');
    expect(items).toHaveLength(1);
  });

  it('are picked up that were pushed or running while the portal was killed', async () => {
    const { knex, root, start } = await setUp({ localGit: quickCheck });
    const first = await start();
    await first.client.createRepository({ name: 'crm' });
    const work = await checkoutWith(passing);
    await git(work, 'push', '--quiet', first.remote('crm'), 'main');
    await first.checked('crm');
    await first.stop();
    // As a killed portal leaves it: the row says running, and nobody has seen the note of the next push.
    await knex('pushes').update({ state: 'running', finished_at: null });
    const next = await commit(work, { 'next.txt': 'next' });
    await git(work, 'push', '--quiet', join(root, 'crm.git'), 'main');

    const second = await start();
    const pushes = await until(async () => {
      const { items } = await second.client.listPushes('crm');
      return items.length === 2 && items.every(p => p.finishedAt) && items;
    });
    expect(pushes.map(push => push.state)).toEqual(['passed', 'passed']);
    expect(pushes[0].commit).toBe(next);
  });
});

it('a repository that is deleted is gone with its pushes and logs', async () => {
  const { root, start } = await setUp({ localGit: quickCheck });
  const host = await start();
  await host.client.createRepository({ name: 'crm' });
  const work = await checkoutWith(passing);
  await git(work, 'push', '--quiet', host.remote('crm'), 'main');
  const { id } = await host.checked('crm');
  await host.client.deleteRepository('crm');
  await expect(host.client.getPushLog(id)).rejects.toThrow(/404/);
  await expect(access(join(root, 'crm.git'))).rejects.toThrow(/ENOENT/);
  await expect(access(join(root, '.host/logs', `${id}.log`))).rejects.toThrow(
    /ENOENT/,
  );
  await host.client.createRepository({ name: 'crm' });
  expect((await host.client.listPushes('crm')).items).toEqual([]);
});

describe('outside development', () => {
  it.each([
    ['localGit.enabled is not true', { localGit: { enabled: false } }, 'test'],
    ['NODE_ENV is production', {}, 'production'],
  ])('everything answers 501 when %s', async (reason, options, environment) => {
    const { root, start } = await setUp(options);
    const before = process.env.NODE_ENV;
    Object.assign(process.env, { NODE_ENV: environment });
    try {
      const host = await start();
      await expect(host.client.listRepositories()).rejects.toThrow(/501/);
      const answer = await fetch(`${host.url}/repos/crm.git/info/refs`);
      expect(answer.status).toBe(501);
      expect((await answer.text()).replaceAll("'", '')).toContain(reason);
      await expect(access(join(root, '.host'))).rejects.toThrow(/ENOENT/);
    } finally {
      Object.assign(process.env, { NODE_ENV: before });
    }
  });
});
