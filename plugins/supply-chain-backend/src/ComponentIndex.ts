import type { Knex } from 'knex';
import { ComponentDictionary } from './ComponentDictionary';
import type { IndexedBundle, IndexedComponent } from './content';

/**
 * Which components are in which verified bill of materials. Names, versions and licences are in a dictionary: what a bill
 * of materials adds is one row, with lists of numbers and an index over them.
 */
export class ComponentIndex {
  readonly #dictionary = new ComponentDictionary();

  /** Takes in what a bill of materials holds, in the place of what it held. `trx` is that of the attestation. */
  async put(
    trx: Knex.Transaction,
    bom: IndexedBundle,
    components: IndexedComponent[],
  ): Promise<void> {
    const ids = await this.#dictionary.components(trx, components);
    const licences = await this.#dictionary.licences(trx, components);
    // Numbers that rise take less room.
    const order = [...ids.keys()].sort((a, b) => ids[a] - ids[b]);
    const listOf = (valueOf: (place: number) => number | null | undefined) =>
      `{${order.map(place => valueOf(place) ?? 'null').join()}}`;
    await trx('boms')
      .insert({
        attestation: bom.attestation,
        release_id: bom.releaseId,
        components: listOf(place => ids[place]),
        licences: listOf(place => licences[place]),
        depths: listOf(place => components[place].depth),
      })
      .onConflict('attestation')
      .merge();
  }

  /** Forgets what a bill of materials held; the dictionary keeps its words. */
  async remove(trx: Knex.Transaction, bom: IndexedBundle): Promise<void> {
    await trx('boms').where({ attestation: bom.attestation }).delete();
  }
}
