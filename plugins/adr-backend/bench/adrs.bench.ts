/**
 * What the store adds to PostgreSQL: an entity with 500 decision records among 50,000, through the store and as the bare
 * SQL that gets the same rows, alternating in one process.
 *
 *   yarn workspace @companyos/plugin-adr-backend bench
 *
 * Needs an empty PostgreSQL database in POSTGRES_URL. Prints `name ours baseline ratio goal`, 95th percentiles in
 * milliseconds; exits with 1 past the goal.
 */
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { alternate, hasFailed, percentile, print } from '@companyos/bench';
import { EntityMirror, openDatabase } from '@companyos/plugin-companyos-node';
import knexFactory from 'knex';
import { DocumentStore } from '../src/DocumentStore';
import { IngestStore } from '../src/IngestStore';
import { SignOffStore } from '../src/SignOffStore';
import { SourceStore } from '../src/SourceStore';

const RECORDS = 500;
const ENTITIES = 100;
const REPETITIONS = 300;
const WARM_UP = 50;
const GOAL = 3;
const ENTITY = 'component:default/service-42';

function record(index: number) {
  const path = `docs/adr/${String(index).padStart(4, '0')}-decision.md`;
  return {
    path,
    title: `Decision ${index} about what the service does and why`,
    revision: `sha256:${String(index).padStart(64, '0')}`,
    problems: [],
    plainText: 'Because. '.repeat(200),
    adr: {
      number: index,
      status: 'accepted' as const,
      date: '2026-01-02',
      deciders: ['Ada', 'Bo'],
      tags: ['architecture'],
      supersedes: [],
      supersededBy: [],
    },
    ...(index % 10 === 0 && {
      requirements: [{ group: 'group:default/platform', minimum: 2 }],
      markdown: 'Because. '.repeat(200),
    }),
  };
}

async function main() {
  const connection = process.env.POSTGRES_URL;
  if (!connection) throw new Error('POSTGRES_URL names no database');
  const knex = knexFactory({ client: 'pg', connection });
  try {
    const database = mockServices.database({ knex });
    const mirror = await EntityMirror.create({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({
        entities: Array.from({ length: ENTITIES }, (_, index) => ({
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: `service-${index}` },
        })),
      }),
      database,
      logger: mockServices.rootLogger(),
      permissions: mockServices.permissions(),
    });
    await mirror.sync();
    await openDatabase(database, '@companyos/plugin-adr-backend');
    const signOffs = new SignOffStore(knex, { countDevelopment: false });
    const ingest = new IngestStore(knex, new SourceStore(knex), signOffs);
    const documents = Array.from({ length: RECORDS }, (_, i) => record(i));
    for (let index = 0; index < ENTITIES; index++) {
      await ingest.replace({
        entityRef: `component:default/service-${index}`,
        adrPath: 'docs/adr',
        fingerprint: '',
        etag: '',
        documents,
      });
    }
    await knex.raw('vacuum analyze documents');

    const store = new DocumentStore(knex, mirror);
    const bare = () =>
      knex.raw(
        'select record, sign_offs from documents where entity_ref = ? and is_adr order by number, path limit 500',
        [ENTITY],
      );
    const [a, b] = (
      await alternate(
        [() => store.listEntityAdrs(ENTITY, { limit: RECORDS }), bare],
        { warmUp: WARM_UP, measured: REPETITIONS },
      )
    ).map(times => percentile(times, 0.95));
    print('adrs', [a, b], a / b, `≤${GOAL}`);
    process.exitCode = hasFailed() ? 1 : 0;
  } finally {
    await knex.destroy();
  }
}

main();
