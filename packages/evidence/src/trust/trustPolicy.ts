import type { KeyObject } from 'node:crypto';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial, type TrustMaterial } from '@sigstore/verify';
import { keyHint, readPublicKey } from '../bundle/keys';
import { EvidenceError, problemsOf } from '../errors';
import {
  trustPolicySchema,
  type CheckedPolicy,
  type Signable,
  type TrustedIdentity,
  type TrustPurpose,
} from './schema';

/** A key that is trusted, for a time. @public */
export type TrustedKey = {
  name: string;
  purpose: TrustPurpose;
  publicKey: KeyObject;
  hint: string;
  /** What it may sign; absent: everything. */
  statements?: Signable[];
  validFrom?: Date;
  validUntil?: Date;
};

/** A Sigstore, public or private, and whom it may vouch for. @public */
export type SigstoreRoot = {
  name: string;
  purpose: TrustPurpose;
  material: TrustMaterial;
  identities: TrustedIdentity[];
  logEntries: number;
  timestamps: number;
  certificateLogs: number;
};

/** A trust policy, ready to verify with. It is never changed. @public */
export type TrustPolicy = {
  readonly keys: readonly TrustedKey[];
  readonly sigstore: readonly SigstoreRoot[];
};

/**
 * Reads a trust policy from a plain object, as JSON and the portal's configuration give it.
 *
 * @throws EvidenceError `EVIDENCE_POLICY_INVALID` that names each field that is wrong
 * @public
 */
export function parseTrustPolicy(config: unknown): TrustPolicy {
  const parsed = trustPolicySchema.safeParse(config);
  if (!parsed.success) throw invalid(problemsOf(parsed.error, 'policy'));
  const { keys, sigstore } = parsed.data;
  refuseDoubles([...keys, ...sigstore].map(({ name }) => name));
  return {
    keys: keys.map((key, index) => at(`keys.${index}.publicKey`, toKey, key)),
    sigstore: sigstore.map((root, index) =>
      at(`sigstore.${index}.trustedRoot`, toRoot, root),
    ),
  };
}

function at<T, R>(field: string, read: (value: T) => R, value: T): R {
  try {
    return read(value);
  } catch (error) {
    throw invalid(`${field}: ${(error as Error).message}`, error);
  }
}

function toKey(key: CheckedPolicy['keys'][number]): TrustedKey {
  const publicKey = readPublicKey(key.publicKey);
  return { ...key, publicKey, hint: keyHint(publicKey) };
}

function toRoot({
  trustedRoot,
  ...rest
}: CheckedPolicy['sigstore'][number]): SigstoreRoot {
  const material = toTrustMaterial(
    TrustedRoot.fromJSON(
      typeof trustedRoot === 'string' ? JSON.parse(trustedRoot) : trustedRoot,
    ),
  );
  if (material.certificateAuthorities.length === 0)
    throw new Error('it has no certificate authority');
  const wanted = [
    ['logEntries', material.tlogs, 'transparency log'],
    ['certificateLogs', material.ctlogs, 'certificate transparency log'],
  ] as const;
  for (const [field, logs, what] of wanted) {
    if (rest[field] > 0 && logs.length === 0)
      throw new Error(`it has no ${what}, and ${field} is ${rest[field]}`);
  }
  return { ...rest, material };
}

function refuseDoubles(names: string[]) {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined)
    throw invalid(`name: '${double}' is there twice; verdicts name their root`);
}

function invalid(problem: string, cause?: unknown): EvidenceError {
  return new EvidenceError(
    'EVIDENCE_POLICY_INVALID',
    `The trust policy cannot be used. ${problem}`,
    cause,
  );
}
