import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { PushStore } from './PushStore';
import { openDatabase } from '@companyos/plugin-companyos-node';
import packageJson from '../package.json';
import { RepositoryStore } from './RepositoryStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

async function setUp() {
  const knex = await databases.init('POSTGRES_18');
  await openDatabase(mockServices.database({ knex }), packageJson.name);
  const repositories = new RepositoryStore(knex);
  const pushes = new PushStore(knex);
  await repositories.add({
    name: 'crm',
    description: '',
    createdBy: 'user:default/ada',
    createdAt: new Date(0),
  });
  const push = (id: string, repository = 'crm') =>
    pushes.add({
      id,
      repository,
      ref: 'refs/heads/main',
      commit: 'a'.repeat(40),
      pusher: 'user:default/ada',
      command: 'make test',
      pushedAt: new Date(0),
    });
  return { knex, repositories, pushes, push };
}

it('migrates up and down', async () => {
  const { knex } = await setUp();
  await knex.migrate.rollback({ directory: `${__dirname}/../migrations` });
  expect(await knex.schema.hasTable('repositories')).toBe(false);
  await openDatabase(mockServices.database({ knex }), packageJson.name);
  expect(await knex.schema.hasTable('pushes')).toBe(true);
});

it('checks are claimed oldest first, one by one, and once', async () => {
  const { pushes, push } = await setUp();
  await push('1');
  await push('2');
  await push('2');
  const claimed = await Promise.all([1, 2, 3].map(() => pushes.claim()));
  expect(claimed.map(p => p?.id).sort()).toEqual(['1', '2', undefined]);
  expect(await pushes.get('1')).toMatchObject({
    state: 'running',
    startedAt: expect.any(String),
  });
});

it('what was running is queued again; what is finished stays so', async () => {
  const { pushes, push } = await setUp();
  await push('1');
  await push('2');
  await pushes.claim();
  await pushes.finish('1', { state: 'passed', exitCode: 0, lastLines: 'ok' });
  await pushes.claim();
  expect(await pushes.requeueRunning()).toBe(1);
  expect(await pushes.get('1')).toMatchObject({
    state: 'passed',
    exitCode: 0,
    lastLines: 'ok',
  });
  expect(await pushes.get('2')).toMatchObject({ state: 'queued' });
  expect((await pushes.get('2'))?.startedAt).toBeUndefined();
});

it('a push to a repository that is gone is no row', async () => {
  const { pushes, push, repositories } = await setUp();
  await push('1', 'gone');
  expect(await pushes.get('1')).toBeUndefined();
  await push('2');
  await repositories.remove('crm');
  expect(await pushes.get('2')).toBeUndefined();
});
