import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { sortKey } from '../src/semverOrder';
import { copyLines } from './copyLines';
import { RELEASES, type Fleet } from './fleet';

/** The tables of the index, those that others refer to first. */
const TABLES = ['component_names', 'component_versions', 'licences', 'boms'];

/** A service with one release and a bundle for each bill of materials, all with the numbers from 1. */
export async function addReleases(knex: Knex): Promise<void> {
  await knex.raw(
    `insert into releases (entity_ref, digest, is_product)
     select 'component:default/service-' || n, 'sha256:' || lpad(n::text, 64, '0'), false
     from generate_series(1, ?::int) n`,
    [RELEASES],
  );
  await knex.raw(
    `insert into attestations
       (id, release_id, bundle_digest, bundle, kind, outcome, code, reason, checks, verified_at, policy, uploaded_by)
     select gen_random_uuid(), n, ?, '', 'cyclonedx', 'verified', '', '', '[]', now(), '', 'bench'
     from generate_series(1, ?::int) n`,
    [randomUUID(), RELEASES],
  );
}

/** Loads all bills of materials into the tables of the index, each index of which is made at the end. */
export async function loadIndex(
  trx: Knex.Transaction,
  fleet: Fleet,
): Promise<void> {
  const restore = await dropIndexes(trx);
  const dictionary = new Dictionary();
  const boms = Array.from({ length: RELEASES }, (_, release) =>
    dictionary.lineOf(release + 1, fleet.bomOf(release)),
  );
  await copyLines(trx, 'component_names (id, name)', dictionary.names());
  await copyLines(
    trx,
    'component_versions (id, name_id, version, sort_key)',
    dictionary.versions(),
  );
  await copyLines(trx, 'licences (id, name)', dictionary.licences());
  await copyLines(
    trx,
    'boms (attestation, release_id, components, licences, depths)',
    boms,
  );
  for (const sql of restore) await trx.raw(sql);
  for (const table of TABLES.slice(0, 3))
    await trx.raw(
      `select setval(pg_get_serial_sequence('${table}', 'id'), max(id)) from ${table}`,
    );
}

/** @returns the SQL that makes them again, as they were. */
async function dropIndexes(trx: Knex.Transaction): Promise<string[]> {
  const restore: string[] = [];
  for (const kinds of [['f'], ['p', 'u']]) {
    const { rows } = await trx.raw(
      `select conrelid::regclass::text as "table", quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
       from pg_constraint where conrelid = any(?::regclass[]) and contype::text = any(?)`,
      [TABLES, kinds],
    );
    for (const { table, name, definition } of rows) {
      await trx.raw(`alter table ${table} drop constraint ${name}`);
      restore.unshift(
        `alter table ${table} add constraint ${name} ${definition}`,
      );
    }
  }
  const { rows } = await trx.raw(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where indrelid = any(?::regclass[])`,
    [TABLES],
  );
  for (const { name, definition } of rows) {
    await trx.raw(`drop index ${name}`);
    restore.push(definition);
  }
  return restore;
}

/** Numbers for words, as the database would give them. */
class Dictionary {
  readonly #names = new Map<string, Map<string, number>>();
  readonly #licences = new Map<string, number>();
  #versions = 0;

  lineOf(id: number, components: ReturnType<Fleet['bomOf']>): string {
    const listed = components
      .map(({ name, version, licence, depth }) => ({
        component: this.#component(name, version),
        licence: this.#licence(licence!),
        depth,
      }))
      .sort((a, b) => a.component - b.component);
    const list = (values: unknown[]) => `{${values.join()}}`;
    return [
      id,
      id,
      list(listed.map(({ component }) => component)),
      list(listed.map(({ licence }) => licence)),
      list(listed.map(({ depth }) => depth)),
    ].join('\t');
  }

  *names(): Generator<string> {
    let id = 0;
    for (const name of this.#names.keys()) yield `${++id}\t${name}`;
  }

  *versions(): Generator<string> {
    let nameId = 0;
    for (const versions of this.#names.values()) {
      nameId += 1;
      for (const [version, id] of versions)
        yield `${id}\t${nameId}\t${version}\t\\\\x${sortKey(version)}`;
    }
  }

  *licences(): Generator<string> {
    for (const [name, id] of this.#licences) yield `${id}\t${name}`;
  }

  #component(name: string, version: string): number {
    let versions = this.#names.get(name);
    if (!versions) this.#names.set(name, (versions = new Map()));
    let id = versions.get(version);
    if (id === undefined) versions.set(version, (id = ++this.#versions));
    return id;
  }

  #licence(name: string): number {
    let id = this.#licences.get(name);
    if (id === undefined)
      this.#licences.set(name, (id = this.#licences.size + 1));
    return id;
  }
}
