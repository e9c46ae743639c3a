import { randomUUID } from 'node:crypto';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '@companyos/plugin-companyos-node';
import type { Knex } from 'knex';
import packageJson from '../package.json';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const directory = resolvePackagePath(
  '@companyos/plugin-supply-chain-backend',
  'migrations',
);

async function addRelease(knex: Knex): Promise<number> {
  const [{ id }] = await knex('releases')
    .insert({
      entity_ref: 'component:default/pay',
      digest: 'sha256:1',
      is_product: false,
    })
    .returning('id');
  return id;
}

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
    'boms',
    'component_names',
    'component_versions',
    'licences',
    'release_findings',
    'releases',
    'upload_tokens',
  ];
  await openDatabase(database, packageJson.name);
  await expect(tables()).resolves.toEqual(all);
  const before = all.map(table =>
    table === 'boms' ? 'release_components' : table,
  );
  await knex.migrate.down({ directory });
  await expect(tables()).resolves.toEqual(before.sort());
  await knex.migrate.down({ directory });
  await expect(tables()).resolves.toEqual(
    before.filter(table => table !== 'release_findings'),
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
  await knex.migrate.down({ directory });
  await knex.migrate.down({ directory });
  const id = await addRelease(knex);
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

it('take over what is in each bill of materials, and give it back', async () => {
  const knex = await databases.init('POSTGRES_18');
  const database = mockServices.database({ knex });
  await openDatabase(database, packageJson.name);
  await knex.migrate.down({ directory });
  const release_id = await addRelease(knex);
  await knex('component_names').insert([{ name: 'pkg:npm/a' }]);
  await knex('licences').insert({ name: 'MIT' });
  await knex('component_versions').insert(
    ['1.0.0', '2.0.0'].map(version => ({ name_id: 1, version })),
  );
  const rows = [
    { component_id: 2, attestation: 7, licence_id: 1, depth: 1 },
    { component_id: 1, attestation: 7, licence_id: null, depth: null },
    { component_id: 1, attestation: 8, licence_id: null, depth: 2 },
  ].map(row => ({ ...row, release_id }));
  await knex('release_components').insert(rows);
  await openDatabase(database, packageJson.name);
  await expect(knex('boms').orderBy('attestation')).resolves.toEqual([
    {
      ...{ attestation: 7, release_id, components: [1, 2] },
      ...{ licences: [null, 1], depths: [null, 1] },
    },
    {
      ...{ attestation: 8, release_id, components: [1] },
      ...{ licences: [null], depths: [2] },
    },
  ]);
  await knex.migrate.down({ directory });
  const again = await knex('release_components').orderBy([
    'attestation',
    { column: 'component_id', order: 'desc' },
  ]);
  expect(again).toEqual(rows);
});
