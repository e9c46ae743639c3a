/**
 * What the index of components is worth, for 10,000 releases with 500 components each: in one run, on one PostgreSQL,
 * beside a row for each component of each release, and beside documents under PostgreSQL's own index over JSON.
 *
 *   yarn workspace @companyos/plugin-supply-chain-backend bench
 *
 * Needs PostgreSQL in POSTGRES_URL, in which it makes a schema of its own of some 3 GB for as long as it runs. RELEASES
 * makes it smaller; PACKAGES names a file with other packages. Prints `name ours baseline ratio goal`, medians in
 * milliseconds or MB; exits with 1 past a goal.
 */
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { hasFailed, medians, print, tell, time } from '@companyos/bench';
import { EntityMirror, openDatabase } from '@companyos/plugin-companyos-node';
import knexFactory, { type Knex } from 'knex';
import { ComponentIndex } from '../src/ComponentIndex';
import { ComponentStore } from '../src/ComponentStore';
import type { IndexedComponent } from '../src/content';
import { readCycloneDx } from '../src/content/readCycloneDx';
import { sortKey } from '../src/semverOrder';
import {
  COMPONENTS,
  makeFleet,
  readPackageList,
  RELEASES,
  type Fleet,
} from './fleet';
import { addReleases, emptyIndex, loadIndex } from './ours';
import { documents, plainRows } from './peers';
import { compareWithSemver } from './semverAnswers';
import { startBackend } from './startBackend';

const RANGE = { from: '1.2.0', to: '2.1.0' };
const NPM_RANGE = `>=${RANGE.from} <${RANGE.to}`;
const LIMIT = 500;
const REPLACED = 70;

const BARE = `select distinct on (r.id, v.id) r.id, r.entity_ref, r.digest, r.created_at, v.id as version_id, v.version
  from component_names n
  join component_versions v on v.name_id = n.id
  join boms b on b.components @> array[v.id]
  join releases r on r.id = b.release_id
  where n.name = ? and v.sort_key >= decode(?, 'hex') and v.sort_key < decode(?, 'hex')
  order by r.id desc, v.id desc limit ?`;

async function main() {
  const connectionString = process.env.POSTGRES_URL;
  if (!connectionString) throw new Error('POSTGRES_URL names no database');
  const schema = `bench_${process.pid}`;
  const admin = knexFactory({ client: 'pg', connection: connectionString });
  await admin.raw(`create schema ${schema}`);
  const knex = knexFactory({
    client: 'pg',
    connection: {
      connectionString,
      // For every side: what is left at 64 MB sorts on the disk.
      options: '-c maintenance_work_mem=256MB',
    },
    searchPath: [schema],
  });
  try {
    await run(knex);
  } finally {
    await knex.destroy();
    await admin.raw(`drop schema ${schema} cascade`);
    await admin.destroy();
  }
  process.exit(hasFailed() ? 1 : 0);
}

async function run(knex: Knex) {
  const packages = await readPackageList();
  const fleet = makeFleet(packages);
  tell(
    `${RELEASES} releases of ${COMPONENTS} components; ${fleet.names.length} names`,
  );
  const database = mockServices.database({ knex });
  await openDatabase(database, '@companyos/plugin-supply-chain-backend');
  await addReleases(knex);

  await loadAll(knex, fleet);
  await knex.raw('vacuum analyze');
  await measureSizes(knex);
  const store = await openStore(knex);
  await measureSearch(knex, store, fleet);
  await measureHttp(knex, store, fleet);
  await measureReplace(knex, fleet);
  const { versions, answers, wrong } = await compareWithSemver(knex, packages);
  tell(`${versions} versions held against the package semver`);
  print('wrong-versions', [wrong, answers], wrong, '≤0');
}

/** Each twice, in turns: what is counted is the time that was disturbed least. */
async function loadAll(knex: Knex, fleet: Fleet) {
  const load = (work: (trx: Knex.Transaction) => Promise<void>) =>
    time(() => knex.transaction(work));
  const rounds: [number, number][] = [];
  for (let round = 0; round < 2; round++) {
    await knex.raw('drop table if exists plain_rows');
    await emptyIndex(knex);
    rounds.push([
      await load(trx => loadIndex(trx, fleet)),
      await load(trx => plainRows.load(trx, fleet)),
    ]);
  }
  const [ours, plain] = [0, 1].map(side =>
    Math.min(...rounds.map(times => times[side])),
  );
  print('load', [ours, plain], plain / ours, '≥1.5');
  const json = await load(trx => documents.load(trx));
  tell(`Documents under their index: ${(json / 1000).toFixed(0)} s`);
}

async function measureSizes(knex: Knex) {
  const size = async (...tables: string[]) => {
    const { rows } = await knex.raw(
      'select sum(pg_total_relation_size(name::regclass)) as bytes from unnest(?::text[]) name',
      [tables],
    );
    return Number(rows[0].bytes) / 1_000_000;
  };
  const dictionary = await size(
    'component_names',
    'component_versions',
    'licences',
  );
  const boms = await size('boms');
  const plain = await size('plain_rows');
  tell(
    `MB: dictionary ${dictionary.toFixed(0)}, boms ${boms.toFixed(
      0,
    )}, plain rows ${plain.toFixed(0)}, documents ${(
      await size('documents')
    ).toFixed(0)}`,
  );
  const ours = dictionary + boms;
  print('size-mb', [ours, plain], ours / plain, '≤0.25');
}

async function openStore(knex: Knex) {
  const mirror = await EntityMirror.create({
    auth: mockServices.auth(),
    catalog: catalogServiceMock(),
    database: mockServices.database({ knex }),
    logger: mockServices.rootLogger(),
    permissions: mockServices.permissions(),
  });
  return new ComponentStore(knex, mirror);
}

/** A package that a fifth of all releases ship, not half of them in the range; and one in few. */
function questions({ names }: Fleet) {
  // How often a name is picked falls with the two-thirds power of its place.
  const often = (COMPONENTS / (3 * 0.2 * Math.cbrt(names.length))) ** 1.5;
  return [
    { kind: 'popular', plainName: names[Math.round(often)] },
    { kind: 'rare', plainName: names[Math.floor(names.length * 0.9)] },
  ].map(({ kind, plainName }) => ({
    kind,
    plainName,
    purl: `pkg:npm/${plainName.replace('@', '%40')}`,
  }));
}

async function measureSearch(knex: Knex, store: ComponentStore, fleet: Fleet) {
  const keys = [sortKey(RANGE.from)!, sortKey(RANGE.to)!];
  for (const { kind, plainName, purl } of questions(fleet)) {
    const search = () =>
      store.listUsages({ purl, range: NPM_RANGE, limit: LIMIT }, { all: true });
    const [ours, bare] = await medians(
      [search, () => knex.raw(BARE, [purl, ...keys, LIMIT + 1])],
      { warmUp: 10, measured: 60 },
    );
    print(`search-${kind}`, [ours, bare], ours / bare, '≤3');

    const ask = () => documents.search(knex, { name: plainName, ...RANGE });
    const [again, json] = await medians([search, ask], {
      warmUp: 2,
      measured: 9,
    });
    // Of few documents there is little to read: the goal is for what many ship, which is what is asked about.
    if (kind === 'popular')
      print(`search-${kind}-jsonb`, [again, json], json / again, '≥100');
    else
      tell(`${kind}: ${again.toFixed(2)} ms, documents ${json.toFixed(2)} ms`);

    const expected = (await ask()).sort();
    const found = (await allUsages(store, purl)).sort();
    tell(`${found.length} releases ship ${purl} ${NPM_RANGE}`);
    if (found.join() !== expected.join())
      throw new Error(`The documents say otherwise about ${purl}`);
  }
}

async function allUsages(store: ComponentStore, purl: string) {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listUsages(
      { purl, range: NPM_RANGE, limit: LIMIT, cursor },
      { all: true },
    );
    found.push(
      ...page.items.map(
        ({ entityRef, version }) => `${entityRef.split('-')[1]} ${version}`,
      ),
    );
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

async function measureHttp(knex: Knex, store: ComponentStore, fleet: Fleet) {
  const backend = await startBackend(knex);
  try {
    for (const { kind, purl } of questions(fleet)) {
      const query = new URLSearchParams({
        purl,
        range: NPM_RANGE,
        limit: String(LIMIT),
      });
      const [http, nothing, direct] = await medians(
        [
          () => backend.get(`supply-chain/v1/components?${query}`),
          () => backend.get('nothing/'),
          () =>
            store.listUsages(
              { purl, range: NPM_RANGE, limit: LIMIT },
              { all: true },
            ),
        ],
        { warmUp: 10, measured: 60 },
      );
      tell(
        `HTTP, ${kind}: ${http.toFixed(2)} ms, which is ${(
          http - nothing
        ).toFixed(
          2,
        )} ms more than an empty route; at the store ${direct.toFixed(2)} ms`,
      );
    }
  } finally {
    await backend.stop();
  }
}

/** A new bill of materials in the place of one that came before: some of its versions are others, and one is new. */
async function measureReplace(knex: Knex, fleet: Fleet) {
  const index = new ComponentIndex();
  const replaceOurs = (release: number, components: IndexedComponent[]) =>
    knex.transaction(async trx => {
      const bom = { releaseId: release + 1, attestation: release + 1 };
      await index.put(trx, bom, components);
    });
  const replacePlain = (release: number, components: IndexedComponent[]) =>
    knex.transaction(trx => plainRows.replace(trx, release + 1, components));
  const texts: string[] = [];
  for (let release = 0; release < REPLACED; release++) {
    await replaceOurs(release, fleet.bomOf(release));
    texts.push(documentOf(fleet, release));
  }
  const read = (release: number) =>
    readCycloneDx(JSON.parse(texts[release]), COMPONENTS).components;
  const places = [0, 0];
  const [ours, plain] = await medians(
    [replaceOurs, replacePlain].map((replace, side) => () => {
      const release = places[side]++;
      return replace(release, read(release));
    }),
    { warmUp: 10, measured: REPLACED - 10 },
  );
  print('replace', [ours, plain], ours / plain, '≤0.5');
}

function documentOf(fleet: Fleet, release: number): string {
  const other = fleet.bomOf((release + 1) % RELEASES).slice(0, 25);
  const components = [...fleet.bomOf(release).slice(25), ...other];
  components[0] = {
    ...components[0],
    version: `9.${release}.0`,
    purl: `${components[0].name}@9.${release}.0`,
  };
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: components.map(({ plainName, version, purl, licence }) => ({
      type: 'library',
      name: plainName,
      version,
      purl,
      'bom-ref': purl,
      licenses: [{ license: { id: licence } }],
    })),
  });
}

main();
