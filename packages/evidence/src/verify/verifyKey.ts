import { Verifier, type SignedEntity } from '@sigstore/verify';
import type { TrustedKey, TrustPolicy } from '../trust';
import { refusalOf } from './libraryErrors';
import { earliest, provenTimes } from './provenTimes';
import { Refusal, type Check, type Findings } from './verdict';

/**
 * Verifies a signature that was made with a key. The hint in the bundle only says which key to try first: nothing
 * protects it.
 */
export function verifyKey(
  entity: SignedEntity,
  hint: string,
  options: { policy: TrustPolicy; now: Date },
  findings: Findings,
) {
  const { policy, now } = options;
  if (policy.keys.length === 0)
    throw new Refusal(
      'EVIDENCE_TRUST_MISSING',
      { what: 'signature', against: 'no key' },
      'The bundle is signed with a key, and the trust policy has none to verify it with',
    );
  const hinted = policy.keys.filter(key => key.hint === hint);
  const others = policy.keys.filter(key => key.hint !== hint);
  const key = [...hinted, ...others].find(({ publicKey }) =>
    entity.signature.verifySignature(publicKey),
  );
  if (!key) throw wrongSignature(hinted, policy.keys.length);
  const { name, purpose, statements } = key;
  findings.checks.push({
    what: 'signature',
    against: `key '${name}'`,
    result: 'passed',
  });
  findings.signer = {
    kind: 'key',
    root: name,
    purpose,
    hint: key.hint,
    ...(statements ? { statements } : {}),
  };

  const known = onlyKnownWitnesses(entity, policy, findings.checks);
  verifyWitnesses(known, key, policy);
  findings.signedAt = earliest(provenTimes(known));
  findings.checks.push(checkValidity(key, findings.signedAt, now));
}

function wrongSignature(hinted: TrustedKey[], count: number): Refusal {
  if (hinted.length > 0)
    return new Refusal(
      'EVIDENCE_SIGNATURE_INVALID',
      { what: 'signature', against: `key '${hinted[0].name}'` },
      'The signature does not fit what was signed: one of the two was changed',
    );
  return new Refusal(
    'EVIDENCE_KEY_UNTRUSTED',
    { what: 'signature', against: `${count} trusted keys` },
    'The signature was made with a key that the trust policy does not have',
  );
}

/**
 * With a key, a log or a timestamp is more than is needed. Where the policy knows no log or authority at all, what they
 * said cannot be read and proves nothing; where it knows some, everything has to be right.
 */
function onlyKnownWitnesses(
  entity: SignedEntity,
  policy: TrustPolicy,
  checks: Check[],
): SignedEntity {
  const knowsLogs = policy.sigstore.some(
    ({ material }) => material.tlogs.length > 0,
  );
  const knowsAuthorities = policy.sigstore.some(
    ({ material }) => material.timestampAuthorities.length > 0,
  );
  const known = {
    ...entity,
    tlogEntries: knowsLogs ? entity.tlogEntries : [],
    timestamps: entity.timestamps.filter(({ $case }) =>
      $case === 'transparency-log' ? knowsLogs : knowsAuthorities,
    ),
  };
  if (known.tlogEntries.length > 0)
    checks.push({
      what: 'transparency log',
      against: 'the logs of the trust policy',
      result: 'passed',
    });
  else if (entity.tlogEntries.length > 0)
    checks.push({
      what: 'transparency log',
      against: 'no log',
      result: 'not checked',
      detail: 'the trust policy has no log; a trusted key does not need one',
    });
  return known;
}

function verifyWitnesses(
  entity: SignedEntity,
  key: TrustedKey,
  { sigstore }: TrustPolicy,
) {
  const material = {
    certificateAuthorities: [],
    ctlogs: [],
    tlogs: sigstore.flatMap(root => root.material.tlogs),
    timestampAuthorities: sigstore.flatMap(
      root => root.material.timestampAuthorities,
    ),
    publicKey: () => ({
      publicKey: key.publicKey,
      validFor: (time: Date) => isValid(key, time),
    }),
  };
  const thresholds = {
    tlogThreshold: 0,
    ctlogThreshold: 0,
    timestampThreshold: 0,
  };
  try {
    new Verifier(material, thresholds).verify(entity);
  } catch (error) {
    throw refusalOf(error, `key '${key.name}'`);
  }
}

function isValid({ validFrom, validUntil }: TrustedKey, time: Date): boolean {
  return !(
    (validFrom && time < validFrom) ||
    (validUntil && time > validUntil)
  );
}

/** Proven times are held against the key's validity by the library. Without one there is only now. */
function checkValidity(
  key: TrustedKey,
  signedAt: Date | undefined,
  now: Date,
): Check {
  const against = `${key.validFrom?.toISOString() ?? 'any time'} to ${
    key.validUntil?.toISOString() ?? 'any time'
  }`;
  const check = { what: 'key validity', against } as const;
  if (signedAt)
    return {
      ...check,
      result: 'passed',
      detail: `signed at ${signedAt.toISOString()}`,
    };
  if (key.validFrom && now < key.validFrom)
    throw new Refusal(
      'EVIDENCE_KEY_NOT_VALID',
      check,
      `The key '${key.name}' is not valid yet`,
    );
  if (!isValid(key, now))
    throw new Refusal(
      'EVIDENCE_TIME_UNPROVEN',
      check,
      `The key '${key.name}' has expired, and nothing proves that the signature is older`,
    );
  return {
    ...check,
    result: 'passed',
    detail: 'valid now; nothing proves when the signature was made',
  };
}
