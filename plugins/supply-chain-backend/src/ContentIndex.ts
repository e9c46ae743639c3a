import type { Knex } from 'knex';
import { ComponentIndex } from './ComponentIndex';
import type { Extracted, IndexedBundle } from './content';
import { FindingIndex } from './FindingIndex';

/** All that can be searched of what verified bundles say. */
export class ContentIndex {
  readonly #components = new ComponentIndex();
  readonly #findings = new FindingIndex();

  /** Takes in what a new bundle says. `trx` is that of the attestation. */
  async add(
    trx: Knex.Transaction,
    bundle: IndexedBundle,
    { components, findings }: Extracted,
  ): Promise<void> {
    if (components.length > 0)
      await this.#components.put(trx, bundle, components);
    await this.#findings.add(trx, bundle, findings);
  }

  /** Takes in what a bundle says now, which can be nothing, in the place of what it said. */
  async replace(
    trx: Knex.Transaction,
    bundle: IndexedBundle,
    extracted: Extracted,
  ): Promise<void> {
    if (extracted.components.length === 0)
      await this.#components.remove(trx, bundle);
    await this.#findings.remove(trx, bundle);
    await this.add(trx, bundle, extracted);
  }
}
