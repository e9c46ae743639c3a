import type {
  Attestation,
  Outcome,
  Signer,
} from '@companyos/plugin-supply-chain-common';
import type { Knex } from 'knex';
import type { Facts } from './content';

/** An attestation with what was taken out of it while it was verified. */
export type StoredAttestation = {
  attestation: Attestation;
  facts?: Facts[keyof Facts];
};

/** As the database gives it, without the bundle. */
export type AttestationRow = {
  id: string;
  entity_ref: string;
  digest: string;
  release_id: number;
  kind: string;
  predicate_type: string | null;
  outcome: Outcome;
  code: string;
  reason: string;
  checks: Attestation['checks'];
  signer: Signer | null;
  signed_at: Date | null;
  verified_at: Date;
  facts: Facts[keyof Facts] | null;
  uploaded_at: Date;
  uploaded_by: string;
  bundle_digest: string;
  size: number;
};

/** What {@link toAttestation} needs, of `attestations` joined with `releases`. */
export function attestationColumns(knex: Knex) {
  return [
    'attestations.id',
    'entity_ref',
    'digest',
    'release_id',
    'kind',
    'predicate_type',
    'outcome',
    'code',
    'reason',
    'checks',
    'signer',
    'signed_at',
    'verified_at',
    'facts',
    'uploaded_at',
    'uploaded_by',
    'bundle_digest',
    knex.raw('octet_length(bundle) as size'),
  ];
}

/** Reads a row. */
export function toAttestation(row: AttestationRow): StoredAttestation {
  return {
    attestation: {
      id: row.id,
      entityRef: row.entity_ref,
      digest: row.digest,
      kind: row.kind,
      predicateType: row.predicate_type ?? undefined,
      outcome: row.outcome,
      code: row.code,
      reason: row.reason,
      checks: row.checks,
      signer: row.signer ?? undefined,
      signedAt: row.signed_at?.toISOString(),
      verifiedAt: row.verified_at.toISOString(),
      uploadedAt: row.uploaded_at.toISOString(),
      uploadedBy: row.uploaded_by,
      bundleDigest: row.bundle_digest,
      size: row.size,
    },
    facts: row.facts ?? undefined,
  };
}
