import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { EntityMirror, openDatabase } from '@companyos/plugin-companyos-node';
import packageJson from '../package.json';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

it('go up, down and up again, and leave the mirror alone', async () => {
  const knex = await databases.init('POSTGRES_18');
  const database = mockServices.database({ knex });
  await EntityMirror.create({
    auth: mockServices.auth(),
    catalog: catalogServiceMock(),
    database,
    logger: mockServices.logger.mock(),
    permissions: mockServices.permissions(),
  });
  const tables = async () =>
    (
      await Promise.all(
        ['sources', 'documents', 'sign_offs', 'entity_mirror'].map(async name =>
          (await knex.schema.hasTable(name)) ? [name] : [],
        ),
      )
    ).flat();
  await openDatabase(database, packageJson.name);
  await expect(tables()).resolves.toHaveLength(4);
  await knex.migrate.down({
    directory: resolvePackagePath(
      '@companyos/plugin-adr-backend',
      'migrations',
    ),
  });
  await expect(tables()).resolves.toEqual(['entity_mirror']);
  await openDatabase(database, packageJson.name);
  await expect(tables()).resolves.toHaveLength(4);
});

it('keep sign-offs when the document and the entity are gone', async () => {
  const knex = await databases.init('POSTGRES_18');
  const database = mockServices.database({ knex });
  await EntityMirror.create({
    auth: mockServices.auth(),
    catalog: catalogServiceMock(),
    database,
    logger: mockServices.logger.mock(),
    permissions: mockServices.permissions(),
  });
  await openDatabase(database, packageJson.name);
  const entity_ref = 'component:default/pay';
  await knex('entity_mirror').insert({
    entity_ref,
    kind: 'component',
    owners: [],
    annotations: {},
    labels: {},
  });
  await knex('documents').insert({
    entity_ref,
    path: 'a.md',
    is_adr: true,
    number: 1,
    day: '',
    record: {},
    search: '',
  });
  await knex('sign_offs').insert({
    id: '00000000-0000-0000-0000-000000000000',
    entity_ref,
    path: 'a.md',
    revision: 'sha256:0',
    user_ref: 'user:default/ada',
    groups: [],
    development: false,
    via: 'portal',
    signed_at: new Date(0),
  });
  await knex('entity_mirror').delete();
  await expect(knex('documents').pluck('path')).resolves.toEqual([]);
  await expect(knex('sign_offs').pluck('path')).resolves.toEqual(['a.md']);
});
