import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from './database';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

it('go up, down and up again', async () => {
  const knex = await databases.init('POSTGRES_18');
  const database = mockServices.database({ knex });
  const tables = async () => {
    const { rows } = await knex.raw(
      `select tablename from pg_tables where schemaname = 'public' and tablename not like 'knex_%' order by 1`,
    );
    return rows.map(({ tablename }: { tablename: string }) => tablename);
  };
  const all = [
    'attestations',
    'component_names',
    'component_versions',
    'licences',
    'release_components',
    'releases',
    'upload_tokens',
  ];
  await openDatabase(database);
  await expect(tables()).resolves.toEqual(all);
  await knex.migrate.down({
    directory: resolvePackagePath(
      '@companyos/plugin-supply-chain-backend',
      'migrations',
    ),
  });
  await expect(tables()).resolves.toEqual([]);
  await openDatabase(database);
  await expect(tables()).resolves.toEqual(all);
});
