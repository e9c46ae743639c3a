import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { HostFolder } from './HostFolder';
import { PushStore } from './PushStore';
import { Repositories } from './Repositories';
import { openDatabase } from '@companyos/plugin-companyos-node';
import packageJson from '../package.json';
import { RepositoryStore } from './RepositoryStore';
import { temporaryFolder } from './__testUtils__/testHost';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

async function setUp() {
  const knex = await databases.init('POSTGRES_18');
  const database = mockServices.database({ knex });
  const folder = new HostFolder(await temporaryFolder());
  await folder.prepare({ maxPushSize: 1000 });
  const store = new RepositoryStore(
    await openDatabase(database, packageJson.name),
  );
  const repositories = new Repositories({
    folder,
    store,
    pushes: new PushStore(knex),
    logger: mockServices.logger.mock(),
  });
  return { folder, store, repositories };
}

const ada = 'user:default/ada';

it('two who create the same name at once: one gets it, the other is told whose it is', async () => {
  const { repositories } = await setUp();
  const results = await Promise.allSettled(
    ['group:default/crm', 'group:default/web'].map(owner =>
      repositories.create({ name: 'crm', owner }, ada),
    ),
  );
  const [won] = results.filter(result => result.status === 'fulfilled');
  const [lost] = results.filter(result => result.status === 'rejected');
  expect(won.value.created).toBe(true);
  expect(lost.reason).toMatchObject({
    name: 'ConflictError',
    message: expect.stringContaining(won.value.record.owner as string),
  });
});

it('the same createdFor gets the same repository, also at once', async () => {
  const { repositories } = await setUp();
  const results = await Promise.all(
    [1, 2, 3].map(() =>
      repositories.create({ name: 'crm', createdFor: 'task-1' }, ada),
    ),
  );
  expect(results.filter(result => result.created)).toHaveLength(1);
  await expect(
    repositories.create({ name: 'crm', createdFor: 'task-2' }, ada),
  ).rejects.toMatchObject({ name: 'ConflictError' });
});

describe('killed between folder and row', () => {
  it('a folder without a row gets it back, with its owner, at start', async () => {
    const { repositories, store } = await setUp();
    const { record } = await repositories.create(
      { name: 'crm', owner: 'group:default/crm', createdFor: 'task-1' },
      ada,
    );
    await store.remove('crm');
    await repositories.mendAll();
    expect(await store.get('crm')).toEqual(record);
  });

  it('a folder without a row is found when the task tries again', async () => {
    const { repositories, store } = await setUp();
    const request = { name: 'crm', createdFor: 'task-1' };
    const { record } = await repositories.create(request, ada);
    await store.remove('crm');
    expect(await repositories.create(request, ada)).toEqual({
      record,
      created: false,
    });
  });

  it('a row without a folder goes at start', async () => {
    const { folder, repositories, store } = await setUp();
    await repositories.create({ name: 'crm' }, ada);
    await rm(folder.repository('crm'), { recursive: true });
    await repositories.mendAll();
    expect(await store.get('crm')).toBeUndefined();
  });

  it('a row without a folder does not stand in the way of a new one', async () => {
    const { folder, repositories } = await setUp();
    await repositories.create({ name: 'crm' }, ada);
    await rm(folder.repository('crm'), { recursive: true });
    expect((await repositories.create({ name: 'crm' }, ada)).created).toBe(
      true,
    );
    await access(join(folder.repository('crm'), 'HEAD'));
  });

  it('half-made folders are gone after a start', async () => {
    const { folder } = await setUp();
    const half = folder.temporary();
    await mkdir(half);
    await folder.prepare({ maxPushSize: 1000 });
    await expect(access(half)).rejects.toThrow(/ENOENT/);
  });
});

it('a folder that cannot be made leaves no row behind', async () => {
  const { folder, repositories, store } = await setUp();
  // A file where the temporary folder would be: every write below it fails, as on a full disk.
  const parent = join(folder.temporary(), '..');
  await rm(parent, { recursive: true });
  await writeFile(parent, '');
  await expect(repositories.create({ name: 'crm' }, ada)).rejects.toThrow();
  expect(await store.get('crm')).toBeUndefined();
  expect(await folder.repositories()).toEqual([]);
});

it('a folder from elsewhere is taken in, but nothing with another name', async () => {
  const { folder, repositories, store } = await setUp();
  await repositories.create({ name: 'crm' }, ada);
  await store.remove('crm');
  await writeFile(join(folder.repository('crm'), 'companyos.json'), '{"na');
  await mkdir(join(folder.root, 'Not_a_name.git'));
  await repositories.mendAll();
  expect(await store.names()).toEqual(['crm']);
  expect(await store.get('crm')).toMatchObject({ createdBy: 'unknown' });
});

it('every repository reads the settings that all share', async () => {
  const { folder, repositories } = await setUp();
  await repositories.create({ name: 'crm' }, ada);
  const config = join(folder.repository('crm'), 'config');
  expect(await readFile(config, 'utf8')).toContain(
    'path = ../.host/git.config',
  );
});
