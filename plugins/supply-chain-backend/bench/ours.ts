import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { copyLines, copyNumbers } from './copyLines';
import { Dictionary } from './Dictionary';
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

export async function emptyIndex(knex: Knex): Promise<void> {
  await knex.raw(`truncate ${TABLES.join()}`);
}

/** Loads all bills of materials into the tables of the index, each index of which is made at the end. */
export async function loadIndex(
  trx: Knex.Transaction,
  fleet: Fleet,
): Promise<void> {
  const restore = await dropIndexes(trx);
  const dictionary = new Dictionary();
  // First, as they are made: all words are known behind the last.
  await copyNumbers(
    trx,
    'boms (attestation, release_id, components, licences, depths)',
    dictionary.boms(fleet),
  );
  await copyLines(trx, 'component_names (id, name)', dictionary.names());
  await copyLines(
    trx,
    'component_versions (id, name_id, version, sort_key)',
    dictionary.versions(),
  );
  await copyLines(trx, 'licences (id, name)', dictionary.licences());
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
