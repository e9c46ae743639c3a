import type { Bundle } from '@sigstore/bundle';
import { toSignedEntity, type SignedEntity } from '@sigstore/verify';
import {
  digestOf,
  parseDigest,
  predicateNameOf,
  type ArtifactDigest,
} from '../statement';
import type { TrustPolicy } from '../trust';
import type { Expected } from './checkIdentity';
import {
  checkSignable,
  checkSubject,
  checkType,
  readStatement,
} from './checkStatement';
import { refusalOf } from './libraryErrors';
import { MAX_BUNDLE_BYTES, readBundle } from './readBundle';
import {
  Refusal,
  VERDICT_CODES,
  type Check,
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
    const blob = typeof artifact === 'string' ? undefined : artifact;
    const check = checkMessage(content.messageSignature, digest, blob);
    prove(bundle, blob, options, findings);
    findings.checks.push(check);
    if (predicateType !== undefined)
      throw new Refusal(
        'EVIDENCE_PREDICATE_TYPE_MISMATCH',
        { what: 'predicate type', against: predicateType },
        'The bundle is the signature of the artifact and not a statement',
      );
    findings.checks.push(...checkSignable(findings.signer, 'signature'));
    return;
  }
  prove(bundle, undefined, options, findings);
  const statement = readStatement(content.dsseEnvelope);
  findings.statement = statement;
  findings.checks.push(checkSubject(statement, digest));
  findings.checks.push(...checkType(statement, predicateType));
  const kind = predicateNameOf(statement.predicateType);
  findings.checks.push(...checkSignable(findings.signer, kind));
}

function prove(
  bundle: Bundle,
  artifact: Uint8Array | undefined,
  options: VerifyOptions & { now: Date },
  findings: Findings,
) {
  const entity: SignedEntity = toSignedEntity(
    bundle,
    artifact &&
      Buffer.from(artifact.buffer, artifact.byteOffset, artifact.length),
  );
  const { content } = bundle.verificationMaterial;
  if (content.$case === 'publicKey')
    verifyKey(entity, content.publicKey.hint, options, findings);
  else verifyCertificate(entity, bundle, options, findings);
}

type Message = Extract<
  Bundle['content'],
  { $case: 'messageSignature' }
>['messageSignature'];

/** The signature of an artifact covers its bytes, so its digest alone is not enough to verify it. */
function checkMessage(
  { messageDigest }: Message,
  digest: ArtifactDigest,
  artifact: Uint8Array | undefined,
): Check {
  const against = `${digest.algorithm}:${digest.value}`;
  const check = { what: 'subject digest', against } as const;
  const claimed = Buffer.from(messageDigest.digest).toString('hex');
  if (digest.algorithm === 'sha256' && claimed !== digest.value)
    throw new Refusal(
      'EVIDENCE_SUBJECT_MISMATCH',
      check,
      'The signature is for another artifact',
    );
  if (!artifact)
    throw new Refusal(
      'EVIDENCE_ARTIFACT_NEEDED',
      check,
      'The bundle signs the artifact itself: give the artifact and not only its digest',
    );
  return { ...check, result: 'passed' };
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
