import type { Knex } from 'knex';
import type { IndexedBundle, IndexedComponent } from './content';
import { sortKey } from './semverOrder';

/**
 * Which components are in which verified bill of materials. Names, versions and licences are in dictionaries, each once
 * for the whole company: what a bill of materials adds is one row, with a list of numbers and an index over it.
 */
export class ComponentIndex {
  /** Adds what a bill of materials holds. `trx` is that of the attestation. */
  async add(
    trx: Knex.Transaction,
    bom: IndexedBundle,
    components: IndexedComponent[],
  ): Promise<void> {
    if (components.length === 0) return;
    const ids = await provideComponents(trx, components);
    const licences = await provideLicences(trx, components);
    const listed = components
      .map(({ licence, depth }, index) => ({
        component: ids[index]!,
        licence: licence === undefined ? null : licences.get(licence)!,
        depth: depth ?? null,
      }))
      // Numbers that rise take less room.
      .sort((a, b) => a.component - b.component);
    await trx('boms').insert({
      attestation: bom.attestation,
      release_id: bom.releaseId,
      components: listed.map(({ component }) => component),
      licences: listed.map(({ licence }) => licence),
      depths: listed.map(({ depth }) => depth),
    });
  }

  /** Forgets what a bill of materials held; the dictionaries keep their words. */
  async remove(trx: Knex.Transaction, bom: IndexedBundle): Promise<void> {
    await trx('boms').where({ attestation: bom.attestation }).delete();
  }
}

/** Numbers of components in the dictionary, which has all of them then. Most are there already. */
async function provideComponents(
  trx: Knex.Transaction,
  components: IndexedComponent[],
): Promise<(number | null)[]> {
  const known = await findComponents(trx, components);
  const missing = components.filter((_, index) => known[index] === null);
  if (missing.length === 0) return known;
  await addNames(
    trx,
    'component_names',
    missing.map(({ name }) => name),
  );
  // In one order everywhere, so that two uploads at once wait for each other instead of for ever.
  await trx.raw(
    `insert into component_versions (name_id, version, sort_key)
     select names.id, given.version, decode(given.key, 'hex')
     from unnest(?::text[], ?::text[], ?::text[]) as given (name, version, key)
     join component_names names using (name)
     order by names.id, given.version
     on conflict do nothing`,
    [
      missing.map(({ name }) => name),
      missing.map(({ version }) => version),
      missing.map(({ version }) => sortKey(version) ?? null),
    ],
  );
  return findComponents(trx, components);
}

/** In the order of the components; null for those that the dictionary does not have. */
async function findComponents(
  trx: Knex.Transaction,
  components: IndexedComponent[],
): Promise<(number | null)[]> {
  const { rows } = await trx.raw<{ rows: [{ ids: (number | null)[] }] }>(
    `select array_agg(versions.id order by given.place) as ids
     from unnest(?::text[], ?::text[]) with ordinality as given (name, version, place)
     left join component_names names on names.name = given.name
     left join component_versions versions
       on versions.name_id = names.id and versions.version = given.version`,
    [
      components.map(({ name }) => name),
      components.map(({ version }) => version),
    ],
  );
  return rows[0].ids;
}

/** Numbers of licences in the dictionary, which has all of them then. */
async function provideLicences(
  trx: Knex.Transaction,
  components: IndexedComponent[],
): Promise<Map<string, number>> {
  const names = [
    ...new Set(components.flatMap(({ licence }) => licence ?? [])),
  ];
  const find = async () => {
    const rows: { id: number; name: string }[] = await trx('licences')
      .select('id', 'name')
      .whereRaw('name = any(?::text[])', [names]);
    return new Map(rows.map(({ id, name }) => [name, id]));
  };
  const known = await find();
  const missing = names.filter(name => !known.has(name));
  if (missing.length === 0) return known;
  await addNames(trx, 'licences', missing);
  return find();
}

async function addNames(
  trx: Knex.Transaction,
  table: string,
  names: string[],
): Promise<void> {
  // Those that are there are left out first: an insert that comes to nothing would use up a number all the same.
  await trx.raw(
    `insert into ?? (name)
     select distinct name from unnest(?::text[]) as given (name)
     where not exists (select from ?? known where known.name = given.name)
     order by name
     on conflict do nothing`,
    [table, names, table],
  );
}
