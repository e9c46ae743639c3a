import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import { digestOf, type Verdict } from '@companyos/evidence';
import {
  storableJson,
  storableText,
  type EntityMirror,
  type Visibility,
} from '@companyos/plugin-companyos-node';
import type { Signer } from '@companyos/plugin-supply-chain-common';
import type { Knex } from 'knex';
import {
  attestationColumns,
  toAttestation,
  type AttestationRow,
  type StoredAttestation,
} from './attestationRow';
import type { ContentIndex } from './ContentIndex';
import type { Verified } from './EvidenceVerifier';
import type { Claim } from './readClaim';

/** A bundle that is to be kept. */
export type NewAttestation = {
  entityRef: string;
  bundle: Buffer;
  claim: Claim;
  /** Whether the claim's digest is that of a product and of no release. */
  isProduct: boolean;
  verified: Verified;
  uploadedBy: string;
};

/** A bundle that is to be verified anew. */
export type StaleAttestation = {
  number: number;
  releaseId: number;
  id: string;
  entityRef: string;
  digest: string;
  bundle: Buffer;
  outcome: string;
  code: string;
  verifiedAt: Date;
};

/** Keeps bundles and what verification found: all of it, or nothing. */
export class AttestationStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;
  readonly #index: ContentIndex;
  readonly #maxBundles: number;

  constructor(
    knex: Knex,
    deps: { mirror: EntityMirror; index: ContentIndex; maxBundles: number },
  ) {
    this.#knex = knex;
    this.#mirror = deps.mirror;
    this.#index = deps.index;
    this.#maxBundles = deps.maxBundles;
  }

  /**
   * Keeps a bundle, once: the same bytes for the same entity are the same attestation, also when they come twice at the
   * same time.
   *
   * @throws ConflictError when the release has as many bundles as one may have.
   */
  async add(
    attestation: NewAttestation,
  ): Promise<StoredAttestation & { created: boolean }> {
    const bundleDigest = digestOf(attestation.bundle);
    return this.#knex.transaction(async trx => {
      const releaseId = await this.#release(trx, attestation);
      const found = () =>
        trx<AttestationRow>('attestations')
          .join('releases', 'releases.id', 'attestations.release_id')
          .select(attestationColumns(trx))
          .where({ release_id: releaseId, bundle_digest: bundleDigest })
          .first<AttestationRow>();
      const known = await found();
      if (known) return { ...toAttestation(known), created: false };

      await this.#mustHaveRoom(trx, releaseId);
      const [inserted] = await trx('attestations')
        .insert({
          id: randomUUID(),
          release_id: releaseId,
          bundle_digest: bundleDigest,
          bundle: attestation.bundle,
          kind: attestation.claim.kind,
          predicate_type:
            attestation.claim.predicateType &&
            storableText(attestation.claim.predicateType),
          ...toVerdictColumns(attestation.verified),
          uploaded_by: storableText(attestation.uploadedBy),
        })
        .onConflict(['release_id', 'bundle_digest'])
        .ignore()
        .returning<{ number: number }[]>('number');
      if (inserted)
        await this.#index.add(
          trx,
          { releaseId, attestation: inserted.number },
          attestation.verified,
        );
      return {
        ...toAttestation((await found())!),
        created: inserted !== undefined,
      };
    });
  }

  /** The bundle as it was received; undefined when there is none, or the caller may not see its entity. */
  async getBundle(
    id: string,
    visibility: Visibility,
  ): Promise<Buffer | undefined> {
    const query = this.#knex('attestations')
      .join('releases', 'releases.id', 'attestations.release_id')
      .select('bundle')
      .where('attestations.id', id);
    this.#mirror.restrict(query, 'releases.entity_ref', visibility);
    const row = await query.first<{ bundle: Buffer } | undefined>();
    return row?.bundle;
  }

  /** Those that were verified under another policy, or too long ago; those that waited longest first. */
  async stale(options: {
    policy: string;
    before: Date;
    limit: number;
  }): Promise<StaleAttestation[]> {
    return this.#knex('attestations')
      .join('releases', 'releases.id', 'attestations.release_id')
      .select({
        number: 'attestations.number',
        releaseId: 'attestations.release_id',
        id: 'attestations.id',
        entityRef: 'releases.entity_ref',
        digest: 'releases.digest',
        bundle: 'attestations.bundle',
        outcome: 'attestations.outcome',
        code: 'attestations.code',
        verifiedAt: 'attestations.verified_at',
      })
      .where('policy', '<>', options.policy)
      .orWhere('verified_at', '<', options.before)
      .orderBy('verified_at')
      .limit(options.limit);
  }

  /**
   * Takes over a new verdict, with what follows from it: what is not verified any more is in no search.
   *
   * @returns false when another process was quicker.
   */
  async update(stale: StaleAttestation, verified: Verified): Promise<boolean> {
    return this.#knex.transaction(async trx => {
      const updated = await trx('attestations')
        .where({ number: stale.number })
        // PostgreSQL keeps microseconds, and a Date has milliseconds.
        .whereRaw("date_trunc('milliseconds', verified_at) = ?", [
          stale.verifiedAt,
        ])
        .update(toVerdictColumns(verified));
      if (updated === 0) return false;
      if (verified.verdict.outcome !== stale.outcome) {
        const { releaseId, number: attestation } = stale;
        const bundle = { releaseId, attestation };
        await this.#index.replace(trx, bundle, verified);
      }
      return true;
    });
  }

  async #release(
    trx: Knex.Transaction,
    { entityRef, claim, isProduct }: NewAttestation,
  ): Promise<number> {
    const release = { entity_ref: entityRef, digest: claim.digest };
    const find = () => trx('releases').select('id').where(release).first();
    const known = await find();
    if (known) return known.id;
    await trx('releases')
      .insert({ ...release, is_product: isProduct })
      .onConflict(['entity_ref', 'digest'])
      .ignore();
    return (await find()).id;
  }

  async #mustHaveRoom(trx: Knex.Transaction, releaseId: number) {
    const [{ count }] = await trx('attestations')
      .where({ release_id: releaseId })
      .count();
    if (Number(count) >= this.#maxBundles)
      throw new ConflictError(
        `The release has ${count} bundles, which is as many as one may have (supplyChain.limits.bundles)`,
      );
  }
}

function toVerdictColumns({ verdict, facts, policy }: Verified) {
  const { outcome, code, reason, checks, signer, signedAt, verifiedAt } =
    verdict;
  return {
    outcome,
    code,
    reason: storableText(reason),
    checks: storableJson(checks),
    signer: signer ? storableJson(toSigner(signer)) : null,
    signed_at: signedAt ?? null,
    verified_at: verifiedAt,
    policy,
    facts: facts ? storableJson(facts) : null,
  };
}

function toSigner(signer: NonNullable<Verdict['signer']>): Signer {
  const { kind, root, purpose } = signer;
  return signer.kind === 'certificate'
    ? { kind, root, purpose, subject: signer.subject, issuer: signer.issuer }
    : { kind, root, purpose };
}
