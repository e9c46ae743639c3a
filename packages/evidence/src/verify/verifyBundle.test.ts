import { keySigner, signArtifact, signStatement } from '../bundle';
import {
  createStatement,
  digestOf,
  PREDICATE_TYPES,
  STATEMENT_PAYLOAD_TYPE,
  type Statement,
} from '../statement';
import { artifact, bom, edit, newKey, sbomStatement } from '../__testUtils__';
import { parseTrustPolicy, type TrustPolicyConfig } from '../trust';
import { verifyBundle, type VerifyOptions } from './verifyBundle';

const key = newKey();
const digest = digestOf(artifact);
const hex = digest.slice('sha256:'.length);

function policyOf(config: Partial<TrustPolicyConfig> = {}) {
  return parseTrustPolicy({
    keys: [
      { name: 'laptop', publicKey: key.publicKey, purpose: 'development' },
    ],
    ...config,
  });
}

function verify(
  bundle: Uint8Array | undefined,
  options: Partial<VerifyOptions> = {},
) {
  return verifyBundle(bundle, {
    policy: policyOf(),
    artifact: digest,
    ...options,
  });
}

/** Signs whatever it is given, right or wrong. */
function signAnything(statement: object, by = key) {
  return signStatement(statement as Statement, keySigner(by));
}

describe('a bundle that is right', () => {
  it('is verified, with everything that was looked at', async () => {
    const now = new Date('2026-11-24T09:30:00Z');
    const bundle = await signStatement(sbomStatement(), keySigner(key));
    const { statement, ...verdict } = verify(bundle, {
      now,
      predicateType: PREDICATE_TYPES.cyclonedx.uri,
    });
    expect(statement).toEqual(sbomStatement());
    expect(verdict).toEqual({
      outcome: 'verified',
      code: 'EVIDENCE_VERIFIED',
      reason:
        "Signed for https://cyclonedx.org/bom by the key 'laptop', trusted for development alone, at a time that nothing proves.",
      checks: [
        {
          what: 'bundle',
          against: 'application/vnd.dev.sigstore.bundle.v0.3+json',
          result: 'passed',
        },
        { what: 'signature', against: "key 'laptop'", result: 'passed' },
        {
          what: 'key validity',
          against: 'any time to any time',
          result: 'passed',
          detail: 'valid now; nothing proves when the signature was made',
        },
        { what: 'subject digest', against: digest, result: 'passed' },
        {
          what: 'predicate type',
          against: 'https://cyclonedx.org/bom',
          result: 'passed',
          detail: 'https://cyclonedx.org/bom',
        },
        {
          what: 'predicate',
          against: 'https://cyclonedx.org/bom',
          result: 'passed',
        },
      ],
      signer: {
        kind: 'key',
        root: 'laptop',
        purpose: 'development',
        hint: key.hint,
      },
      signedAt: undefined,
      verifiedAt: now,
    });
  });

  it('is verified whichever spelling of its type is asked for', async () => {
    const bundle = await signAnything({
      ...sbomStatement(),
      predicateType: 'https://cyclonedx.org/bom/v1.6',
    });
    expect(
      verify(bundle, { predicateType: 'https://cyclonedx.org/bom' }).code,
    ).toBe('EVIDENCE_VERIFIED');
  });

  it('is verified with a hint that is none of ours', async () => {
    const bundle = edit(
      await signStatement(sbomStatement(), keySigner(key)),
      json => {
        json.verificationMaterial.publicKey.hint = 'another tool’s name';
      },
    );
    expect(verify(bundle).code).toBe('EVIDENCE_VERIFIED');
  });

  it('is verified when it signs the artifact itself', async () => {
    const bundle = await signArtifact(artifact, keySigner(key));
    const verdict = verify(bundle, { artifact });
    expect(verdict.code).toBe('EVIDENCE_VERIFIED');
    expect(verdict.statement).toBeUndefined();
  });
});

describe('a bundle that is not there', () => {
  it('is absent', () => {
    expect(verify(undefined)).toMatchObject({
      outcome: 'absent',
      code: 'EVIDENCE_ABSENT',
      checks: [],
    });
  });
});

describe('the validity of a key', () => {
  const validFrom = '2026-01-01T00:00:00Z';
  const validUntil = '2026-07-01T00:00:00Z';
  const policy = policyOf({
    keys: [
      {
        name: 'laptop',
        publicKey: key.publicKey,
        purpose: 'development',
        validFrom,
        validUntil,
      },
    ],
  });

  it.each([
    ['2025-12-31T23:59:59Z', 'EVIDENCE_KEY_NOT_VALID', 'failed'],
    [validFrom, 'EVIDENCE_VERIFIED', 'verified'],
    [validUntil, 'EVIDENCE_VERIFIED', 'verified'],
    ['2026-07-01T00:00:01Z', 'EVIDENCE_TIME_UNPROVEN', 'unverifiable'],
  ])('at %s ends in %s', async (now, code, outcome) => {
    const bundle = await signAnything(sbomStatement());
    expect(verify(bundle, { policy, now: new Date(now) })).toMatchObject({
      code,
      outcome,
    });
  });
});

it('reads statements of the older type', async () => {
  const bundle = await signAnything({
    ...sbomStatement(),
    _type: 'https://in-toto.io/Statement/v0.1',
  });
  expect(verify(bundle).code).toBe('EVIDENCE_VERIFIED');
});

it('wants a digest from its caller that is one', () => {
  expect(() => verify(undefined, { artifact: hex })).toThrow(
    /EVIDENCE_DIGEST_INVALID/,
  );
});

it('verifies by another digest of the artifact than SHA-256', async () => {
  const sha512 = 'ab'.repeat(64);
  const bundle = await signStatement(
    createStatement('cyclonedx', {
      subject: { digest: `sha512:${sha512}` },
      predicate: bom(),
    }),
    keySigner(key),
  );
  expect(verify(bundle, { artifact: `sha512:${sha512}` }).code).toBe(
    'EVIDENCE_VERIFIED',
  );
  expect(verify(bundle).code).toBe('EVIDENCE_DIGEST_NOT_COMPARABLE');
});

it('signs what in-toto calls a statement', async () => {
  const { dsseEnvelope, mediaType } = JSON.parse(
    (await signAnything(sbomStatement())).toString(),
  );
  expect(mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
  expect(dsseEnvelope.payloadType).toBe(STATEMENT_PAYLOAD_TYPE);
  expect(dsseEnvelope.signatures).toHaveLength(1);
});

describe('a key that may sign some things only', () => {
  const only = (...statements: string[]) =>
    parseTrustPolicy({
      keys: [
        {
          name: 'security',
          publicKey: key.publicKey,
          purpose: 'production',
          statements,
        },
      ],
    });

  it.each([
    ['cyclonedx', 'EVIDENCE_VERIFIED'],
    ['openvex', 'EVIDENCE_STATEMENT_UNTRUSTED'],
    ['signature', 'EVIDENCE_STATEMENT_UNTRUSTED'],
  ])('has an SBOM, and may sign %s: %s', async (allowed, code) => {
    const bundle = await signStatement(sbomStatement(), keySigner(key));
    const verdict = verify(bundle, { policy: only(allowed) });
    expect(verdict).toMatchObject({ code, signer: { statements: [allowed] } });
  });

  it.each([
    ['signature', 'EVIDENCE_VERIFIED'],
    ['cyclonedx', 'EVIDENCE_STATEMENT_UNTRUSTED'],
  ])('has signed the artifact, and may sign %s: %s', async (allowed, code) => {
    const bundle = await signArtifact(artifact, keySigner(key));
    expect(verify(bundle, { policy: only(allowed), artifact })).toMatchObject({
      code,
    });
  });

  it('is told what it may and what this is', async () => {
    const bundle = await signStatement(sbomStatement(), keySigner(key));
    expect(verify(bundle, { policy: only('openvex', 'release') }).reason).toBe(
      "The trust policy lets 'security' sign openvex, release, and this is cyclonedx.",
    );
  });
});
