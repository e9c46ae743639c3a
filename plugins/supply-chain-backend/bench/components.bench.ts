/**
 * What the index of components is worth: the releases that ship a package in a range of versions, through the store; as
 * the bare SQL on the same tables; and by PostgreSQL's own index over bills of materials as they are. And what it costs to
 * take in a bill of materials.
 *
 *   yarn workspace @companyos/plugin-supply-chain-backend bench
 *
 * Needs an empty PostgreSQL database in POSTGRES_URL. Prints `name ours baseline ratio goal`, medians in milliseconds;
 * exits with 1 past a goal.
 */
import { randomUUID } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { EntityMirror } from '@companyos/plugin-companyos-node';
import knexFactory, { type Knex } from 'knex';
import { ComponentIndex } from '../src/ComponentIndex';
import { ComponentStore } from '../src/ComponentStore';
import { readCycloneDx } from '../src/content/readCycloneDx';
import { openDatabase } from '../src/database';
import { sortKey } from '../src/semverOrder';

const RELEASES = 2000;
const COMPONENTS = 500;
const NAMES = 20_000;
const VERSIONS = 12;
const REPETITIONS = 60;
const WARM_UP = 10;

const RANGE = { from: '1.3.0', to: '1.8.0' };

/** The same numbers on each run. */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const random = numbers(20_261_101);

/** Few names are in most releases, as with real packages. */
function bomOf(release: number) {
  const names = new Set<number>();
  while (names.size < COMPONENTS) names.add(Math.floor(NAMES * random() ** 3));
  return {
    bomFormat: 'CycloneDX' as const,
    specVersion: '1.6',
    metadata: {
      component: { type: 'application', name: `service-${release}` },
    },
    components: [...names].map(name => {
      const version = `1.${Math.floor(random() * VERSIONS)}.0`;
      return {
        type: 'library',
        name: `package-${name}`,
        version,
        purl: `pkg:npm/package-${name}@${version}`,
        licenses: [{ license: { id: 'MIT' } }],
      };
    }),
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Medians of several pieces of work, in turns. */
async function alternate(
  works: (() => Promise<unknown>)[],
  repetitions: number,
): Promise<number[]> {
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < WARM_UP + repetitions; round++) {
    for (const [index, work] of works.entries()) {
      const taken = await time(work);
      if (round >= WARM_UP) times[index].push(taken);
    }
  }
  return times.map(median);
}

async function addRelease(
  knex: Knex,
  index: ComponentIndex,
  release: number,
  bom: ReturnType<typeof bomOf>,
) {
  const { components } = readCycloneDx(bom, COMPONENTS);
  await knex.transaction(async trx => {
    const [{ id }] = await trx('releases')
      .insert({
        entity_ref: `component:default/service-${release}`,
        digest: `sha256:${String(release).padStart(64, '0')}`,
        is_product: false,
      })
      .returning('id');
    const [{ number }] = await trx('attestations')
      .insert({
        id: randomUUID(),
        release_id: id,
        bundle_digest: '',
        bundle: Buffer.alloc(0),
        kind: 'cyclonedx',
        outcome: 'verified',
        code: '',
        reason: '',
        checks: '[]',
        verified_at: new Date(),
        policy: '',
        uploaded_by: 'bench',
      })
      .returning('number');
    await index.add(trx, { releaseId: id, attestation: number }, components);
  });
}

const BARE = `select distinct r.id, r.entity_ref, r.digest, r.created_at, v.id as version_id, v.version
  from component_names n
  join component_versions v on v.name_id = n.id
  join release_components c on c.component_id = v.id
  join releases r on r.id = c.release_id
  where n.name = ? and v.sort_key >= decode(?, 'hex') and v.sort_key < decode(?, 'hex')
  order by r.id desc, v.id desc limit 501`;

/** Versions of one package in each document that has it, as far as an index over documents can help. */
const DOCUMENTS = `select id, component->>'version' as version
  from documents, jsonb_array_elements(bom->'components') component
  where bom @> jsonb_build_object('components', jsonb_build_array(jsonb_build_object('name', ?::text)))
    and component->>'name' = ?
    and string_to_array(component->>'version', '.')::int[] >= string_to_array(?, '.')::int[]
    and string_to_array(component->>'version', '.')::int[] < string_to_array(?, '.')::int[]`;

async function main() {
  const connection = process.env.POSTGRES_URL;
  if (!connection) throw new Error('POSTGRES_URL names no database');
  const knex = knexFactory({ client: 'pg', connection });
  try {
    const database = mockServices.database({ knex });
    const mirror = await EntityMirror.create({
      auth: mockServices.auth(),
      catalog: catalogServiceMock(),
      database,
      logger: mockServices.rootLogger(),
      permissions: mockServices.permissions(),
    });
    await openDatabase(database);
    await knex.raw('create table documents (id int, bom jsonb)');
    const index = new ComponentIndex();
    const taken: number[] = [];
    for (let release = 0; release < RELEASES; release++) {
      const bom = bomOf(release);
      taken.push(await time(() => addRelease(knex, index, release, bom)));
      await knex('documents').insert({
        id: release,
        bom: JSON.stringify(bom),
      });
    }
    await knex.raw('create index on documents using gin (bom jsonb_path_ops)');
    await knex.raw('vacuum analyze');

    const store = new ComponentStore(knex, mirror);
    // In the range in some 6 of 100 releases; the most frequent names are in nearly all of them, which nobody asks for.
    const popular = 'package-250';
    const keys = [sortKey(RANGE.from)!, sortKey(RANGE.to)!];
    const ours = () =>
      store.listUsages(
        {
          purl: `pkg:npm/${popular}`,
          range: `>=${RANGE.from} <${RANGE.to}`,
          limit: 500,
        },
        { all: true },
      );
    const [viaStore, bare] = await alternate(
      [ours, () => knex.raw(BARE, [`pkg:npm/${popular}`, ...keys])],
      REPETITIONS,
    );
    const [again, documents] = await alternate(
      [
        ours,
        () => knex.raw(DOCUMENTS, [popular, popular, RANGE.from, RANGE.to]),
      ],
      10,
    );
    const results: [string, number, number, number][] = [
      ['range-search', viaStore, bare, 3],
      ['range-search-documents', again, documents, 0.1],
    ];
    for (const [name, own, baseline, goal] of results) {
      const ratio = own / baseline;
      process.stdout.write(
        `${name} ${own.toFixed(2)} ${baseline.toFixed(2)} ${ratio.toFixed(
          4,
        )} ${goal}\n`,
      );
      if (ratio > goal) process.exitCode = 1;
    }
    process.stderr.write(
      `Taking in ${COMPONENTS} components: ${median(taken).toFixed(
        1,
      )} ms at the median of ${RELEASES} releases; ${
        (await ours()).items.length
      } found\n`,
    );
  } finally {
    await knex.destroy();
  }
}

main();
