import { randomUUID } from 'node:crypto';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '@companyos/plugin-companyos-node';
import packageJson from '../package.json';

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
    'release_findings',
    'releases',
    'upload_tokens',
  ];
  const directory = resolvePackagePath(
    '@companyos/plugin-supply-chain-backend',
    'migrations',
  );
  await openDatabase(database, packageJson.name);
  await expect(tables()).resolves.toEqual(all);
  await knex.migrate.down({ directory });
  await expect(tables()).resolves.toEqual(
    all.filter(table => table !== 'release_findings'),
  );
  await knex.migrate.down({ directory });
  await expect(tables()).resolves.toEqual([]);
  await openDatabase(database, packageJson.name);
  await expect(tables()).resolves.toEqual(all);
});

it('have scans that are there already verified anew', async () => {
  const knex = await databases.init('POSTGRES_18');
  const database = mockServices.database({ knex });
  await openDatabase(database, packageJson.name);
  await knex.migrate.down({
    directory: resolvePackagePath(
      '@companyos/plugin-supply-chain-backend',
      'migrations',
    ),
  });
  const [{ id }] = await knex('releases')
    .insert({
      entity_ref: 'component:default/pay',
      digest: 'sha256:1',
      is_product: false,
    })
    .returning('id');
  const kinds = ['vulnerabilities', 'cyclonedx'];
  await knex('attestations').insert(
    kinds.map(kind => ({
      id: randomUUID(),
      release_id: id,
      bundle_digest: kind,
      bundle: Buffer.from('{}'),
      kind,
      outcome: 'verified',
      code: 'EVIDENCE_VERIFIED',
      reason: '',
      checks: '[]',
      verified_at: new Date(),
      policy: 'sha256:2',
      uploaded_by: 'external:ci',
    })),
  );
  await openDatabase(database, packageJson.name);
  await expect(
    knex('attestations').select('kind', 'outcome', 'policy').orderBy('number'),
  ).resolves.toEqual([
    { kind: 'vulnerabilities', outcome: 'unverifiable', policy: '' },
    { kind: 'cyclonedx', outcome: 'verified', policy: 'sha256:2' },
  ]);
});
