import type { Knex } from 'knex';
import { ComponentDictionary } from './ComponentDictionary';
import type { IndexedBundle, IndexedComponent } from './content';

/**
 * Which components are in which verified bill of materials. Names, versions and licences are in a dictionary: what a bill
 * of materials adds is one row, with lists of numbers and an index over them.
 */
export class ComponentIndex {
  readonly #dictionary = new ComponentDictionary();

  /** Adds what a bill of materials holds. `trx` is that of the attestation. */
  async add(
    trx: Knex.Transaction,
    bom: IndexedBundle,
    components: IndexedComponent[],
  ): Promise<void> {
    if (components.length === 0) return;
    const ids = await this.#dictionary.components(trx, components);
    const licences = await this.#dictionary.licences(trx, components);
    // Numbers that rise take less room.
    const order = [...ids.keys()].sort((a, b) => ids[a] - ids[b]);
    await trx('boms').insert({
      attestation: bom.attestation,
      release_id: bom.releaseId,
      components: order.map(place => ids[place]),
      licences: order.map(place => licences[place]),
      depths: order.map(place => components[place].depth ?? null),
    });
  }

  /** Forgets what a bill of materials held; the dictionary keeps its words. */
  async remove(trx: Knex.Transaction, bom: IndexedBundle): Promise<void> {
    await trx('boms').where({ attestation: bom.attestation }).delete();
  }
}
