import type { Knex } from 'knex';
import type { IndexedBundle, IndexedComponent } from './content';
import { sortKey } from './semverOrder';

/**
 * Which components are in which verified bill of materials. Names, versions and licences are in dictionaries, each once
 * for the whole company: what a bill of materials adds is a row of four small numbers for each of its components.
 */
export class ComponentIndex {
  /** Adds what a bill of materials holds. `trx` is that of the attestation. */
  async add(
    trx: Knex.Transaction,
    bom: IndexedBundle,
    components: IndexedComponent[],
  ): Promise<void> {
    if (components.length === 0) return;
    await addNames(trx, 'component_names', 'name', components);
    await addNames(trx, 'licences', 'licence', components);
    const json = JSON.stringify(
      components.map(component => ({
        ...component,
        key: sortKey(component.version),
      })),
    );
    // In one order everywhere, so that two uploads at once wait for each other instead of for ever.
    await trx.raw(
      `insert into component_versions (name_id, version, sort_key)
       select names.id, given.version, decode(given.key, 'hex')
       from jsonb_to_recordset(?::jsonb) as given (name text, version text, key text)
       join component_names names using (name)
       where not exists (
         select from component_versions known where known.name_id = names.id and known.version = given.version)
       order by names.id, given.version
       on conflict do nothing`,
      [json],
    );
    await trx.raw(
      `insert into release_components (release_id, attestation, component_id, licence_id, depth)
       select ?, ?, versions.id, licences.id, given.depth
       from jsonb_to_recordset(?::jsonb) as given (name text, version text, licence text, depth int)
       join component_names names using (name)
       join component_versions versions on versions.name_id = names.id and versions.version = given.version
       left join licences on licences.name = given.licence`,
      [bom.releaseId, bom.attestation, json],
    );
  }

  /** Forgets what a bill of materials held; the dictionaries keep their words. */
  async remove(trx: Knex.Transaction, bom: IndexedBundle): Promise<void> {
    await trx('release_components')
      .where({ release_id: bom.releaseId, attestation: bom.attestation })
      .delete();
  }
}

/** Only words that are new are inserted: an insert that comes to nothing would use up a number all the same. */
async function addNames(
  trx: Knex.Transaction,
  table: string,
  field: 'name' | 'licence',
  components: IndexedComponent[],
): Promise<void> {
  const names = new Set(
    components.flatMap(component => component[field] ?? []),
  );
  await trx.raw(
    `insert into ?? (name)
     select name from unnest(?::text[]) as given (name)
     where not exists (select from ?? known where known.name = given.name)
     order by name
     on conflict do nothing`,
    [table, [...names], table],
  );
}
