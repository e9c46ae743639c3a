import type { Knex } from 'knex';
import { sortKey } from '../src/semverOrder';
import { copyLines } from './copyLines';
import type { IndexedComponent } from '../src/content';
import { RELEASES, type Fleet } from './fleet';

/** What most would write: a row for each component of each release, all of it in text. */
export const plainRows = {
  async load(trx: Knex.Transaction, fleet: Fleet): Promise<void> {
    await trx.raw(
      `create table plain_rows (release_id int not null, purl text not null, name text not null,
         version text not null, sort_key bytea, licence text, depth int)`,
    );
    await copyLines(trx, 'plain_rows', linesOf(fleet));
    await trx.raw('create index on plain_rows (name, sort_key)');
    await trx.raw('create index on plain_rows (release_id)');
    // As the rows of the index have it.
    await trx.raw(
      'alter table plain_rows add foreign key (release_id) references releases on delete cascade',
    );
  },

  /** Takes the place of what a release had. */
  async replace(
    trx: Knex.Transaction,
    releaseId: number,
    components: IndexedComponent[],
  ): Promise<void> {
    await trx('plain_rows').where({ release_id: releaseId }).delete();
    await trx('plain_rows').insert(
      components.map(({ name, version, licence, depth }) => ({
        release_id: releaseId,
        purl: `${name}@${version}`,
        name,
        version,
        sort_key: Buffer.from(sortKey(version) ?? '', 'hex'),
        licence,
        depth,
      })),
    );
  },
};

function* linesOf({ bomOf }: Fleet): Generator<string> {
  const keys = new Map<string, string>();
  for (let release = 0; release < RELEASES; release++) {
    for (const one of bomOf(release)) {
      const { purl, name, version, licence, depth } = one;
      let key = keys.get(version);
      if (key === undefined) {
        key = `\\\\x${sortKey(version)}`;
        keys.set(version, key);
      }
      yield `${
        release + 1
      }\t${purl}\t${name}\t${version}\t${key}\t${licence}\t${depth}`;
    }
  }
}

/** Documents as they came, under PostgreSQL's own index over JSON. */
export const documents = {
  /** Out of the plain rows, so that both have the same data. */
  async load(trx: Knex.Transaction): Promise<void> {
    await trx.raw('create table documents (release_id int, bom jsonb)');
    await trx.raw(
      `insert into documents
       select release_id, jsonb_build_object('bomFormat', 'CycloneDX', 'specVersion', '1.6', 'components', jsonb_agg(
         jsonb_build_object('type', 'library', 'name', replace(substr(name, 9), '%40', '@'), 'version', version, 'purl', purl,
           'licenses', jsonb_build_array(jsonb_build_object('license', jsonb_build_object('id', licence))))))
       from plain_rows group by release_id`,
    );
    await trx.raw('create index on documents using gin (bom jsonb_path_ops)');
  },

  /**
   * Releases that ship a package from one version to another, as far as the index helps: it finds who has the package, and
   * what is in range has to be read out of each document.
   */
  async search(
    knex: Knex,
    asked: { name: string; from: string; to: string },
  ): Promise<string[]> {
    const { rows } = await knex.raw<{ rows: { found: string }[] }>(
      `select release_id || ' ' || (component->>'version') as found
       from documents, jsonb_array_elements(bom->'components') component
       where bom @> jsonb_build_object('components', jsonb_build_array(jsonb_build_object('name', :name::text)))
         and component->>'name' = :name
         and string_to_array(component->>'version', '.')::int[] >= string_to_array(:from, '.')::int[]
         and string_to_array(component->>'version', '.')::int[] < string_to_array(:to, '.')::int[]`,
      asked,
    );
    return rows.map(({ found }) => found);
  },
};
