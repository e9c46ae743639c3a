import type { Knex } from 'knex';
import { ComponentIndex } from './ComponentIndex';
import type { Extracted, IndexedBundle } from './content';
import { FindingIndex } from './FindingIndex';

/** All that can be searched of what verified bundles say. */
export class ContentIndex {
  readonly #components = new ComponentIndex();
  readonly #findings = new FindingIndex();

  /** Takes in what a bundle says. `trx` is that of the attestation. */
  async add(
    trx: Knex.Transaction,
    bundle: IndexedBundle,
    { components, findings }: Extracted,
  ): Promise<void> {
    await this.#components.add(trx, bundle, components);
    await this.#findings.add(trx, bundle, findings);
  }

  /** Forgets what a bundle said. */
  async remove(trx: Knex.Transaction, bundle: IndexedBundle): Promise<void> {
    await this.#components.remove(trx, bundle);
    await this.#findings.remove(trx, bundle);
  }
}
