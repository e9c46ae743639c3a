import type { Statement } from '../statement';
import type { Signable, TrustPurpose } from '../trust';

/** @public */
export type Outcome = 'verified' | 'failed' | 'absent' | 'unverifiable';

/**
 * What verification can come to. A code stays, and always means the same outcome: `failed` is wrong and stays wrong,
 * `unverifiable` lacks something that can still be given.
 *
 * @public
 */
export const VERDICT_CODES = {
  EVIDENCE_VERIFIED: 'verified',
  EVIDENCE_ABSENT: 'absent',

  EVIDENCE_TOO_LARGE: 'failed',
  EVIDENCE_MALFORMED: 'failed',
  EVIDENCE_SIGNATURE_COUNT: 'failed',
  EVIDENCE_SIGNATURE_INVALID: 'failed',
  EVIDENCE_KEY_UNTRUSTED: 'failed',
  EVIDENCE_KEY_NOT_VALID: 'failed',
  EVIDENCE_CERTIFICATE_UNTRUSTED: 'failed',
  EVIDENCE_CERTIFICATE_EXPIRED: 'failed',
  EVIDENCE_TIMESTAMP_INVALID: 'failed',
  EVIDENCE_LOG_INVALID: 'failed',
  EVIDENCE_ISSUER_UNTRUSTED: 'failed',
  EVIDENCE_IDENTITY_UNTRUSTED: 'failed',
  EVIDENCE_REPOSITORY_MISMATCH: 'failed',
  EVIDENCE_REF_UNTRUSTED: 'failed',
  EVIDENCE_STATEMENT_INVALID: 'failed',
  EVIDENCE_STATEMENT_UNTRUSTED: 'failed',
  EVIDENCE_SUBJECT_DIGEST_MISSING: 'failed',
  EVIDENCE_SUBJECT_DIGEST_INVALID: 'failed',
  EVIDENCE_SUBJECT_MISMATCH: 'failed',
  EVIDENCE_SUBJECT_AMBIGUOUS: 'failed',
  EVIDENCE_PREDICATE_TYPE_MISMATCH: 'failed',
  EVIDENCE_PREDICATE_INVALID: 'failed',

  EVIDENCE_TRUST_MISSING: 'unverifiable',
  EVIDENCE_TIME_UNPROVEN: 'unverifiable',
  EVIDENCE_LOG_PROOF_MISSING: 'unverifiable',
  EVIDENCE_REPOSITORY_UNKNOWN: 'unverifiable',
  EVIDENCE_ARTIFACT_NEEDED: 'unverifiable',
  EVIDENCE_DIGEST_NOT_COMPARABLE: 'unverifiable',
  EVIDENCE_PREDICATE_TYPE_UNKNOWN: 'unverifiable',
} as const satisfies Record<string, Outcome>;

/** @public */
export type VerdictCode = keyof typeof VERDICT_CODES;

/** One thing that was looked at. @public */
export type Check = {
  what:
    | 'bundle'
    | 'signature'
    | 'key validity'
    | 'certificate'
    | 'transparency log'
    | 'issuer'
    | 'identity'
    | 'repository'
    | 'source ref'
    | 'subject digest'
    | 'predicate type'
    | 'predicate'
    | 'what may be signed';
  /** What it was held against: a root, a digest, a type. */
  against: string;
  result: 'passed' | 'failed' | 'not checked';
  detail?: string;
};

/** Who signed, once that is proven. @public */
export type VerifiedSigner = {
  root: string;
  purpose: TrustPurpose;
  /** What the policy lets it sign; absent: everything. */
  statements?: Signable[];
} & (
  | { kind: 'key'; hint: string }
  | {
      kind: 'certificate';
      issuer: string;
      subject: string;
      source: CertificateSource;
    }
);

/** What a certificate of a CI system says about the source, where it says it. @public */
export type CertificateSource = {
  repository?: string;
  repositoryId?: string;
  ref?: string;
  commit?: string;
  workflow?: string;
  trigger?: string;
  run?: string;
};

/** @public */
export type Verdict = {
  outcome: Outcome;
  code: VerdictCode;
  /** A sentence for people. */
  reason: string;
  /** All that was looked at, in order; the last one decided. */
  checks: Check[];
  /** Set as soon as the signature has been proven, also when something else is wrong. */
  signer?: VerifiedSigner;
  /** The earliest time that a log or a timestamp authority proves for the signature. */
  signedAt?: Date;
  /** What was signed; absent for the artifact's own signature, and never what nobody trusted has signed. */
  statement?: Statement;
  /** When this was verified. */
  verifiedAt: Date;
};

/** What has been found so far; a refusal leaves it as it is. */
export type Findings = Pick<
  Verdict,
  'checks' | 'signer' | 'signedAt' | 'statement'
>;

/** Ends a verification with a code. It never leaves this folder. */
export class Refusal extends Error {
  constructor(
    readonly code: Exclude<VerdictCode, 'EVIDENCE_VERIFIED'>,
    readonly check: Omit<Check, 'result' | 'detail'>,
    reason: string,
  ) {
    super(reason);
  }
}
