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

function percentile95(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length * 0.95)];
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

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
    const ours: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < WARM_UP + REPETITIONS; i++) {
      const viaStore = await time(() =>
        store.listEntityAdrs(ENTITY, { limit: RECORDS }),
      );
      const viaSql = await time(() =>
        knex.raw(
          'select record, sign_offs from documents where entity_ref = ? and is_adr order by number, path limit 500',
          [ENTITY],
        ),
      );
      if (i >= WARM_UP) {
        ours.push(viaStore);
        bare.push(viaSql);
      }
    }
    const [a, b] = [percentile95(ours), percentile95(bare)];
    const ratio = a / b;
    process.stdout.write(
      `adrs ${a.toFixed(2)} ${b.toFixed(2)} ${ratio.toFixed(2)} ${GOAL}\n`,
    );
    process.exitCode = ratio <= GOAL ? 0 : 1;
  } finally {
    await knex.destroy();
  }
}

main();
