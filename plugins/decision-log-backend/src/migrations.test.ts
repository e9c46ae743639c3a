import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '@companyos/plugin-companyos-node';
import packageJson from '../package.json';
import { Partitions } from './store/Partitions';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

it('go up, down and up again, with partitions', async () => {
  const knex = await databases.init('POSTGRES_18');
  const database = mockServices.database({ knex });
  const tables = async () => {
    const { rows } = await knex.raw(
      `select tablename from pg_tables where schemaname = 'public' and tablename not like 'knex_%' order by 1`,
    );
    return rows.map(({ tablename }: { tablename: string }) => tablename);
  };
  const all = [
    'blocks',
    'classes',
    'events',
    'instances',
    'quarantine',
    'replays',
    'terms',
  ];
  await openDatabase(database, packageJson.name);
  await expect(tables()).resolves.toEqual(all);
  const partitions = await Partitions.open(knex, [
    { name: 'default', days: 1 },
  ]);
  await partitions.prepare(Date.now() * 1000);
  await expect(tables()).resolves.toHaveLength(all.length + 2 + 6);
  const directory = resolvePackagePath(
    '@companyos/plugin-decision-log-backend',
    'migrations',
  );
  await knex.migrate.rollback({ directory }, true);
  await expect(tables()).resolves.toEqual([]);
  await openDatabase(database, packageJson.name);
  await expect(tables()).resolves.toEqual(all);
});
