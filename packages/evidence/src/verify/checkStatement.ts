import type { Bundle } from '@sigstore/bundle';
import {
  checkPredicate,
  isDigestAlgorithm,
  isDigestValue,
  parseStatement,
  predicateNameOf,
  STATEMENT_PAYLOAD_TYPE,
  type ArtifactDigest,
  type Statement,
} from '../statement';
import type { Signable } from '../trust';
import { Refusal, type Check, type VerifiedSigner } from './verdict';

type Envelope = Extract<
  Bundle['content'],
  { $case: 'dsseEnvelope' }
>['dsseEnvelope'];

/** Reads what a verified envelope holds. */
export function readStatement({ payload, payloadType }: Envelope): Statement {
  const refuse = (reason: string) =>
    new Refusal(
      'EVIDENCE_STATEMENT_INVALID',
      { what: 'bundle', against: STATEMENT_PAYLOAD_TYPE },
      reason,
    );
  if (payloadType !== STATEMENT_PAYLOAD_TYPE)
    throw refuse(`The envelope holds '${payloadType}' and not a statement`);
  try {
    return parseStatement(payload);
  } catch (error) {
    throw refuse((error as Error).message);
  }
}

/**
 * Checks that a statement is about the artifact and nothing else. in-toto lets a statement be about several artifacts, of
 * which any may match. An SBOM or a test that speaks of two is evidence for neither.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export function checkSubject(
  { subject }: Statement,
  digest: ArtifactDigest,
): Check {
  const against = `${digest.algorithm}:${digest.value}`;
  const check = { what: 'subject digest', against } as const;
  const results = subject.map(({ name, digest: digests = {} }, index) => {
    const label = `Subject ${index + 1}${name ? ` ('${name}')` : ''}`;
    const entries = Object.entries(digests);
    if (entries.length === 0)
      throw new Refusal(
        'EVIDENCE_SUBJECT_DIGEST_MISSING',
        check,
        `${label} has no digest, so it could be any artifact`,
      );
    for (const [algorithm, value] of entries) {
      if (isDigestAlgorithm(algorithm) && !isDigestValue(algorithm, value))
        throw new Refusal(
          'EVIDENCE_SUBJECT_DIGEST_INVALID',
          check,
          `${label} has a ${algorithm} that is not one in lower-case hexadecimal`,
        );
    }
    if (!Object.hasOwn(digests, digest.algorithm)) return 'not comparable';
    return digests[digest.algorithm] === digest.value ? 'same' : 'other';
  });
  if (results.every(result => result === 'same'))
    return { ...check, result: 'passed' };
  if (results.includes('same'))
    throw new Refusal(
      'EVIDENCE_SUBJECT_AMBIGUOUS',
      check,
      `The statement is about ${subject.length} artifacts, of which not every one is this`,
    );
  if (results.includes('other'))
    throw new Refusal(
      'EVIDENCE_SUBJECT_MISMATCH',
      check,
      'The statement is about another artifact',
    );
  throw new Refusal(
    'EVIDENCE_DIGEST_NOT_COMPARABLE',
    check,
    `The statement identifies its artifact by ${Object.keys(
      subject[0].digest ?? {},
    ).join(' and ')}, and what is known of this one is its ${digest.algorithm}`,
  );
}

/** Checks that the policy lets whoever signed say such a thing. */
export function checkSignable(
  signer: VerifiedSigner | undefined,
  signable: Signable | undefined,
): Check[] {
  const allowed = signer?.statements;
  if (!allowed) return [];
  const against = allowed.join(', ');
  const check = { what: 'what may be signed', against } as const;
  if (signable === undefined || !allowed.includes(signable))
    throw new Refusal(
      'EVIDENCE_STATEMENT_UNTRUSTED',
      check,
      `The trust policy lets '${signer.root}' sign ${against}, and this is ${
        signable ?? 'another kind of statement'
      }`,
    );
  return [{ ...check, result: 'passed', detail: signable }];
}

/** Checks that a statement is of the wanted type, and that its body is what the type says. */
export function checkType(
  { predicateType, predicate }: Statement,
  wanted: string | undefined,
): Check[] {
  const kind = predicateNameOf(predicateType);
  const against = wanted ?? 'the types that are known here';
  const check = { what: 'predicate type', against } as const;
  if (
    wanted !== undefined &&
    predicateType !== wanted &&
    (!kind || kind !== predicateNameOf(wanted))
  )
    throw new Refusal(
      'EVIDENCE_PREDICATE_TYPE_MISMATCH',
      check,
      `The statement is of type '${predicateType}'`,
    );
  if (!kind)
    throw new Refusal(
      'EVIDENCE_PREDICATE_TYPE_UNKNOWN',
      check,
      `Nothing here can check a body of type '${predicateType}'`,
    );
  const problem = checkPredicate(kind, predicate);
  if (problem !== undefined)
    throw new Refusal(
      'EVIDENCE_PREDICATE_INVALID',
      { what: 'predicate', against: predicateType },
      `The body is not of the type that the statement names. ${problem}`,
    );
  return [
    { ...check, result: 'passed', detail: predicateType },
    { what: 'predicate', against: predicateType, result: 'passed' },
  ];
}
