import type { Bundle } from '@sigstore/bundle';
import { crypto } from '@sigstore/core';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import { toSignedEntity, type SignedEntity } from '@sigstore/verify';
import {
  digestOf,
  parseDigest,
  predicateNameOf,
  type ArtifactDigest,
  type DigestAlgorithm,
} from '../statement';
import type { TrustPolicy } from '../trust';
import type { Expected } from './checkIdentity';
import {
  checkSignable,
  checkSubject,
  checkType,
  readStatement,
} from './checkStatement';
import { signatureOfDigest, signsDigests } from './digestSignature';
import { refusalOf } from './libraryErrors';
import { MAX_BUNDLE_BYTES, readBundle } from './readBundle';
import {
  Refusal,
  VERDICT_CODES,
  type Findings,
  type Verdict,
  type VerdictCode,
} from './verdict';
import { verifyCertificate } from './verifyCertificate';
import { verifyKey } from './verifyKey';

/** @public */
export type VerifyOptions = Expected & {
  policy: TrustPolicy;
  /** Of the artifact that the evidence should be about, as `sha256:…`; or the artifact's bytes. */
  artifact: string | Uint8Array;
  /** The type that the statement must have; absent: any that is known. */
  predicateType?: string;
  /** Default: now. */
  now?: Date;
  /** Default: `MAX_BUNDLE_BYTES`. */
  maxBytes?: number;
};

/**
 * Verifies one Sigstore bundle against a trust policy, without the network: who signed, when, and whether what was
 * signed is about the artifact and of its type. The order is that of the in-toto validation model: nothing that was
 * signed is read before the signature is proven.
 *
 * Nothing about the bundle makes it throw; that is what the verdict is for.
 *
 * @param bytes - the file as it came, or undefined where there is none
 * @throws EvidenceError `EVIDENCE_DIGEST_INVALID` when the caller's own digest is none
 * @see https://github.com/in-toto/attestation/blob/main/docs/validation.md
 * @public
 */
export function verifyBundle(
  bytes: Uint8Array | undefined,
  options: VerifyOptions,
): Verdict {
  const { artifact, now = new Date() } = options;
  const digest = parseDigest(
    typeof artifact === 'string' ? artifact : digestOf(artifact),
  );
  const findings: Findings = { checks: [] };
  const conclude = (code: VerdictCode, reason: string): Verdict => ({
    outcome: VERDICT_CODES[code],
    code,
    reason,
    ...findings,
    verifiedAt: now,
  });
  if (bytes === undefined)
    return conclude('EVIDENCE_ABSENT', 'There is no bundle.');
  try {
    verify(bytes, digest, { ...options, now }, findings);
    return conclude('EVIDENCE_VERIFIED', describe(findings));
  } catch (error) {
    const refusal =
      error instanceof Refusal ? error : refusalOf(error, 'Sigstore bundle');
    findings.checks.push({
      ...refusal.check,
      result:
        VERDICT_CODES[refusal.code] === 'failed' ? 'failed' : 'not checked',
      detail: refusal.message,
    });
    return conclude(refusal.code, `${refusal.message}.`);
  }
}

function verify(
  bytes: Uint8Array,
  digest: ArtifactDigest,
  options: VerifyOptions & { now: Date },
  findings: Findings,
) {
  const { artifact, predicateType, maxBytes = MAX_BUNDLE_BYTES } = options;
  const bundle = readBundle(bytes, maxBytes);
  const { content } = bundle;
  findings.checks.push({
    what: 'bundle',
    against: bundle.mediaType,
    result: 'passed',
  });
  if (content.$case === 'messageSignature') {
    const signed = toMessage(bundle, content.messageSignature, {
      artifact,
      digest,
    });
    prove(signed, bundle, options, findings);
    findings.checks.push({ ...subjectCheck(digest), result: 'passed' });
    if (predicateType !== undefined)
      throw new Refusal(
        'EVIDENCE_PREDICATE_TYPE_MISMATCH',
        { what: 'predicate type', against: predicateType },
        'The bundle is the signature of the artifact and not a statement',
      );
    findings.checks.push(...checkSignable(findings.signer, 'signature'));
    return;
  }
  prove(toSignedEntity(bundle), bundle, options, findings);
  const statement = readStatement(content.dsseEnvelope);
  findings.statement = statement;
  findings.checks.push(checkSubject(statement, digest));
  findings.checks.push(...checkType(statement, predicateType));
  const kind = predicateNameOf(statement.predicateType);
  findings.checks.push(...checkSignable(findings.signer, kind));
}

function prove(
  entity: SignedEntity,
  bundle: Bundle,
  options: VerifyOptions & { now: Date },
  findings: Findings,
) {
  const { content } = bundle.verificationMaterial;
  if (content.$case === 'publicKey')
    verifyKey(entity, content.publicKey.hint, options, findings);
  else verifyCertificate(entity, bundle, options, findings);
}

type Message = Extract<
  Bundle['content'],
  { $case: 'messageSignature' }
>['messageSignature'];

/** As the library has them. */
const HASHES: Partial<Record<HashAlgorithm, DigestAlgorithm>> = {
  [HashAlgorithm.HASH_ALGORITHM_UNSPECIFIED]: 'sha256',
  [HashAlgorithm.SHA2_256]: 'sha256',
  [HashAlgorithm.SHA2_384]: 'sha384',
  [HashAlgorithm.SHA2_512]: 'sha512',
};

/** The signature of an artifact, ready to be verified: by its bytes where they are there, else by its digest. */
function toMessage(
  bundle: Bundle,
  { messageDigest }: Message,
  about: { artifact: string | Uint8Array; digest: ArtifactDigest },
): SignedEntity {
  const { artifact, digest } = about;
  const isSameHash = HASHES[messageDigest.algorithm] === digest.algorithm;
  const claimed = Buffer.from(messageDigest.digest).toString('hex');
  if (isSameHash && claimed !== digest.value)
    throw new Refusal(
      'EVIDENCE_SUBJECT_MISMATCH',
      subjectCheck(digest),
      'The signature is for another artifact',
    );
  if (typeof artifact !== 'string')
    return toSignedEntity(
      bundle,
      Buffer.from(artifact.buffer, artifact.byteOffset, artifact.length),
    );
  const entity = toSignedEntity(bundle);
  // those of the policy are all on P-256
  const isOfDigest =
    entity.key.$case === 'public-key' ||
    signsDigests(crypto.createPublicKey(entity.key.certificate.publicKey));
  if (!isSameHash || !isOfDigest)
    throw new Refusal(
      'EVIDENCE_ARTIFACT_NEEDED',
      subjectCheck(digest),
      'The bundle signs the artifact itself, in a way that its digest is not enough for: give the artifact',
    );
  const bytes = Buffer.from(digest.value, 'hex');
  return { ...entity, signature: signatureOfDigest(entity, bytes) };
}

function subjectCheck({ algorithm, value }: ArtifactDigest) {
  return { what: 'subject digest', against: `${algorithm}:${value}` } as const;
}

function describe({ signer, signedAt, statement }: Findings): string {
  const what = statement ? statement.predicateType : 'the artifact';
  const who =
    signer?.kind === 'certificate'
      ? `'${signer.subject}' under the root '${signer.root}'`
      : `the key '${signer?.root}'`;
  const purpose =
    signer?.purpose === 'development' ? ', trusted for development alone' : '';
  const when = signedAt
    ? `at ${signedAt.toISOString()}`
    : 'at a time that nothing proves';
  return `Signed for ${what} by ${who}${purpose}, ${when}.`;
}
