import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import request from 'supertest';
import { routersOn } from './__testUtils__/routers';
import { checkoutWith, git } from './__testUtils__/testHost';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const everything = [
  'local-git.repository.read',
  'local-git.repository.create',
  'local-git.repository.push',
  'local-git.repository.delete',
];

async function setUp(options: { denied?: string[] } = {}) {
  return routersOn(await databases.init('POSTGRES_18'), options);
}

describe('creating', () => {
  it('answers 201, then 409, and 200 for the same createdFor', async () => {
    const { ada, bob } = await setUp();
    const body = {
      name: 'crm',
      description: 'Customers',
      owner: 'group:default/crm',
      createdFor: 'task-1',
    };
    const made = await ada.post('/v1/repositories', body);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      name: 'crm',
      description: 'Customers',
      owner: 'group:default/crm',
      createdBy: 'user:default/ada',
      createdAt: expect.any(String),
      defaultBranch: 'main',
      cloneUrl: 'http://localhost:7007/api/local-git/repos/crm.git',
      webUrl: 'http://localhost:3000/repositories/crm',
      sourceUrl: 'http://localhost:7007/api/local-git/repos/crm/tree/main',
    });
    const again = await ada.post('/v1/repositories', body);
    expect([again.status, again.body]).toEqual([200, made.body]);
    const other = await bob.post('/v1/repositories', { name: 'crm' });
    expect(other.status).toBe(409);
    expect(other.body.error.message).toContain('group:default/crm');
  });

  it.each([
    ['a path', { name: '../../etc' }, 'name'],
    ['shell characters', { name: 'a$(id);b' }, 'name'],
    ['10 kB', { name: 'a'.repeat(10_000) }, 'name'],
    ['an option', { name: '--bare' }, 'name'],
    ['capitals', { name: 'CRM' }, 'name'],
    ['the host’s own folder', { name: '.host' }, 'name'],
    ['an owner without kind', { name: 'crm', owner: 'crm' }, 'owner'],
    ['a field that is not there', { name: 'crm', color: 'red' }, 'color'],
  ])('with %s is a 400 that names the field', async (_, body, field) => {
    const { ada, folder } = await setUp();
    const answer = await ada.post('/v1/repositories', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(field);
    expect(answer.body.error.message.length).toBeLessThan(300);
    expect(await folder.repositories()).toEqual([]);
  });

  it('is audited, also when it fails', async () => {
    const { ada, auditor, finish } = await setUp();
    await ada.post('/v1/repositories', { name: 'crm' });
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'repository-create',
        meta: { name: 'crm' },
      }),
    );
    expect(finish.success).toHaveBeenCalledTimes(1);
    await ada.post('/v1/repositories', { name: 'crm' });
    expect(finish.fail).toHaveBeenCalledTimes(1);
  });
});

const routes: ['get' | 'post' | 'delete', string][] = [
  ['post', '/v1/repositories'],
  ['get', '/v1/repositories'],
  ['get', '/v1/repositories/crm'],
  ['delete', '/v1/repositories/crm'],
  ['get', '/v1/repositories/crm/pushes'],
  ['get', '/v1/pushes/0123456789abcdef0123'],
  ['get', '/v1/pushes/0123456789abcdef0123/log'],
  ['get', '/v1/repositories/crm/tree/main'],
  ['get', '/v1/repositories/crm/blob/main?path=x'],
];

describe.each(routes)('%s %s', (method, path) => {
  it('needs a caller and a permission', async () => {
    const { app } = await setUp({ denied: everything });
    const send = () => {
      const sent = request(app)[method](path);
      return method === 'post' ? sent.send({ name: 'crm' }) : sent;
    };
    expect((await send()).status).toBe(401);
    const denied = await send().set(
      'Authorization',
      mockCredentials.user.header(),
    );
    expect(denied.status).toBe(403);
    expect(denied.body.error.message).toMatch(/local-git\.repository\./);
  });
});

it('lists repositories by name, a page at a time', async () => {
  const { ada } = await setUp();
  for (const name of ['web', 'crm', 'api']) {
    await ada.post('/v1/repositories', { name });
  }
  const first = await ada.get('/v1/repositories?limit=2');
  expect(first.body).toMatchObject({
    items: [{ name: 'api' }, { name: 'crm' }],
    totalItems: 3,
  });
  const { nextCursor } = first.body;
  const rest = await ada.get(`/v1/repositories?limit=2&cursor=${nextCursor}`);
  expect(rest.body.items).toMatchObject([{ name: 'web' }]);
  expect(rest.body).not.toHaveProperty('nextCursor');
  const foreign = await ada.get('/v1/repositories?cursor=AAAA');
  expect(foreign.status).toBe(400);
});

it('lists pushes newest first, a page at a time, and an empty log before the start', async () => {
  const { ada, pushes } = await setUp();
  await ada.post('/v1/repositories', { name: 'crm' });
  const ids = ['a', 'b', 'c'].map(letter => letter.repeat(20));
  for (const id of ids) {
    await pushes.add({
      id,
      repository: 'crm',
      ref: 'refs/heads/main',
      commit: '1'.repeat(40),
      pusher: 'user:default/ada',
      command: 'make test',
      pushedAt: new Date(),
    });
  }
  const first = await ada.get('/v1/repositories/crm/pushes?limit=2');
  expect(first.body.items).toMatchObject([{ id: ids[2] }, { id: ids[1] }]);
  expect(first.body.items[0]).not.toHaveProperty('seq');
  const rest = await ada.get(
    `/v1/repositories/crm/pushes?limit=2&cursor=${first.body.nextCursor}`,
  );
  expect(rest.body.items).toMatchObject([{ id: ids[0] }]);
  const listed = await ada.get('/v1/repositories/crm');
  expect(listed.body.latestPush).toEqual(first.body.items[0]);
  const one = await ada.get(`/v1/pushes/${ids[2]}`);
  expect(one.body).toEqual(first.body.items[0]);
  const log = await ada.get(`/v1/pushes/${ids[0]}/log`);
  expect([log.status, log.text]).toEqual([200, '']);
  expect((await ada.get(`/v1/pushes/${'d'.repeat(20)}/log`)).status).toBe(404);
  expect((await ada.get('/v1/pushes/..%2f..%2fetc/log')).status).toBe(400);
  expect((await ada.get('/v1/repositories/web/pushes')).status).toBe(404);
});

it('only owners and services delete', async () => {
  const { ada, bob, bobsToken, service } = await setUp();
  const owned = { name: 'crm', owner: 'group:default/crm' };
  await service.post('/v1/repositories', owned);
  const refused = await bob.delete('/v1/repositories/crm');
  expect(refused.status).toBe(403);
  expect(refused.body.error.message).toContain('group:default/crm');
  expect((await bobsToken.delete('/v1/repositories/crm')).status).toBe(403);
  expect((await ada.delete('/v1/repositories/crm')).status).toBe(204);
  expect((await ada.delete('/v1/repositories/crm')).status).toBe(404);
  await ada.post('/v1/repositories', owned);
  expect((await service.delete('/v1/repositories/crm')).status).toBe(204);
});

describe('reading', () => {
  async function withContent() {
    const host = await setUp();
    await host.ada.post('/v1/repositories', { name: 'crm' });
    const work = await checkoutWith({
      'README.md': '# CRM\n',
      binary: Buffer.from([1, 0, 2]),
      large: 'x'.repeat(1024 * 1024 + 1),
      "it's a [file]*.txt": 'odd',
    });
    await git(work, 'push', '-q', host.folder.repository('crm'), 'main');
    const commit = await git(work, 'rev-parse', 'HEAD');
    return { ...host, commit };
  }

  it('shows folders and files', async () => {
    const { ada, commit } = await withContent();
    const tree = await ada.get('/v1/repositories/crm/tree/main');
    expect(tree.body).toEqual({
      ref: 'main',
      commit,
      path: '',
      entries: [
        { name: 'README.md', type: 'blob', size: 6 },
        { name: 'binary', type: 'blob', size: 3 },
        { name: "it's a [file]*.txt", type: 'blob', size: 3 },
        { name: 'large', type: 'blob', size: 1024 * 1024 + 1 },
      ],
    });
    const blob = (path: string) =>
      ada.get(
        `/v1/repositories/crm/blob/${commit}?path=${encodeURIComponent(path)}`,
      );
    expect((await blob('README.md')).body).toMatchObject({
      content: '# CRM\n',
      size: 6,
    });
    expect((await blob("it's a [file]*.txt")).body.content).toBe('odd');
    expect((await blob('binary')).body).toMatchObject({ withheld: 'binary' });
    expect((await blob('large')).body).toMatchObject({ withheld: 'too-large' });
  });

  it.each([
    ['a path out of it', 'blob/main?path=../../etc/passwd', 400],
    ['an encoded path out of it', 'blob/main?path=a%2F..%2F..%2Fetc', 400],
    ['an option as ref', 'tree/--upload-pack=x', 400],
    ['an expression as ref', 'tree/main@%7B1%7D', 400],
    ['a path inside the ref', 'tree/main:README.md', 400],
    ['a ref that is not there', 'tree/nowhere', 404],
    ['a file that is not there', 'blob/main?path=nowhere', 404],
    ['a file as folder', 'tree/main?path=README.md', 400],
    ['a folder as file', 'blob/main?path=', 400],
    ['two paths', 'blob/main?path=a&path=b', 400],
  ])('refuses %s', async (_, path, status) => {
    const { ada } = await withContent();
    const answer = await ada.get(`/v1/repositories/crm/${path}`);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).not.toMatch(/git-dir|\/tmp/);
  });
});
