import type { Knex } from 'knex';
import type { IndexedComponent } from './content';
import { Numbers, type Words } from './Numbers';
import { sortKey } from './semverOrder';

type Version = { nameId: number; version: string };

function namesIn(table: 'component_names' | 'licences'): Words<string> {
  return {
    keyOf: name => name,
    find: async (trx, names) => {
      const { rows } = await trx.raw(
        `select array_agg(id) as ids, array_agg(name) as names from ${table} where name = any(?::text[])`,
        [names],
      );
      const { ids, names: found } = rows[0];
      const numbers = new Map<string, number>(
        ids?.map((id: number, place: number) => [found[place], id]),
      );
      return names.map(name => numbers.get(name) ?? null);
    },
    add: (trx, names) =>
      trx.raw(
        `insert into ${table} (name)
         select name from unnest(?::text[]) as given (name) order by name
         on conflict do nothing`,
        [names],
      ),
  };
}

const versions: Words<Version> = {
  keyOf: ({ nameId, version }) => `${nameId} ${version}`,
  find: async (trx, words) => {
    const { rows } = await trx.raw(
      `select array_agg(id order by place) as ids
       from unnest(?::int[], ?::text[]) with ordinality as given (name_id, version, place)
       left join component_versions using (name_id, version)`,
      [words.map(({ nameId }) => nameId), words.map(({ version }) => version)],
    );
    return rows[0].ids;
  },
  add: (trx, words) =>
    trx.raw(
      `insert into component_versions (name_id, version, sort_key)
       select name_id, version, decode(nullif(key, ''), 'hex')
       from unnest(?::int[], ?::text[], ?::text[]) as given (name_id, version, key)
       order by name_id, version
       on conflict do nothing`,
      [
        words.map(({ nameId }) => nameId),
        words.map(({ version }) => version),
        words.map(({ version }) => sortKey(version) ?? ''),
      ],
    ),
};

/** Numbers for the words of bills of materials, each once for the whole company. */
export class ComponentDictionary {
  readonly #names = new Numbers(namesIn('component_names'));
  readonly #licences = new Numbers(namesIn('licences'));
  readonly #versions = new Numbers(versions);

  /** Of each component the number, in their order. */
  async components(
    trx: Knex.Transaction,
    components: IndexedComponent[],
  ): Promise<number[]> {
    const nameIds = await this.#names.of(
      trx,
      components.map(({ name }) => name),
    );
    return this.#versions.of(
      trx,
      components.map(({ version }, place) => ({
        nameId: nameIds[place],
        version,
      })),
    );
  }

  /** Of each component the number of its licence, in their order; null where it has none. */
  async licences(
    trx: Knex.Transaction,
    components: IndexedComponent[],
  ): Promise<(number | null)[]> {
    const names = [
      ...new Set(components.flatMap(({ licence }) => licence ?? [])),
    ];
    const ids = await this.#licences.of(trx, names);
    const numbers = new Map(names.map((name, place) => [name, ids[place]]));
    return components.map(({ licence }) =>
      licence === undefined ? null : numbers.get(licence)!,
    );
  }
}
