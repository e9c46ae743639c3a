import { ConflictError } from '@backstage/errors';
import type { Outcome } from '@companyos/plugin-supply-chain-common';
import type { Knex } from 'knex';
import type { ReleaseRow } from './ReleaseStore';

/** A bundle that a gate looks at. */
export type GateBundle = {
  id: string;
  kind: string;
  outcome: Outcome;
  bundle: Buffer;
};

/** Statements that a release has one of. */
const SINGLE = ['signature', 'slsaProvenance', 'cyclonedx', 'vulnerabilities'];

/** Different runs of tests and checks; a release needs three. */
const MAX_RUNS = 50;
const MAX_UNPROVEN_RUNS = 10;

const MAX_EXCEPTION_BYTES = 32 * 1024 * 1024;

const COLUMNS = ['attestations.id', 'kind', 'outcome', 'bundle'];

/** Reads the bundles that decide about a release. */
export class GateStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * What was signed about a release: of each kind the newest verified one, else the newest; of tests and other checks one
   * for each name, those that are verified first.
   */
  async evidence({ id }: ReleaseRow): Promise<GateBundle[]> {
    const single: GateBundle[] = await this.#of(id)
      .distinctOn('kind')
      .whereIn('kind', SINGLE)
      .orderByRaw("kind, (outcome = 'verified') desc, number desc");
    const runs: GateBundle[] = await this.#of(id)
      .distinctOn(this.#knex.raw("facts->>'name'") as never)
      .where({ kind: 'testResult', outcome: 'verified' })
      .orderByRaw("facts->>'name', number desc")
      .limit(MAX_RUNS);
    const unproven: GateBundle[] = await this.#of(id)
      .where({ kind: 'testResult' })
      .whereNot({ outcome: 'verified' })
      .orderBy('number', 'desc')
      .limit(MAX_UNPROVEN_RUNS);
    return [...single, ...runs, ...unproven];
  }

  /**
   * Every VEX document about a release or a product of its entity, whoever signed it, in the order that they came.
   *
   * @throws ConflictError when they are more than is read at once.
   */
  async exceptions({ id, entity_ref }: ReleaseRow): Promise<GateBundle[]> {
    const about = () =>
      this.#knex('attestations')
        .join('releases', 'releases.id', 'attestations.release_id')
        .where({ kind: 'openvex', entity_ref })
        .where(query =>
          query.where('releases.id', id).orWhere('is_product', true),
        );
    const [{ size }] = await about().select<{ size: string | null }[]>(
      this.#knex.raw('sum(octet_length(bundle)) as size'),
    );
    if (Number(size) > MAX_EXCEPTION_BYTES)
      throw new ConflictError(
        `The exceptions of ${entity_ref} have ${size} bytes, and a gate reads ${MAX_EXCEPTION_BYTES} at most`,
      );
    return about().select(COLUMNS).orderBy('number');
  }

  #of(releaseId: number) {
    return this.#knex('attestations')
      .select(COLUMNS)
      .where({ release_id: releaseId });
  }
}
