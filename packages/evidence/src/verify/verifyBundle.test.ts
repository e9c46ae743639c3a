import { keySigner, signArtifact, signStatement } from '../bundle';
import {
  createStatement,
  digestOf,
  PREDICATE_TYPES,
  STATEMENT_PAYLOAD_TYPE,
  type Statement,
} from '../statement';
import {
  artifact,
  bom,
  edit,
  newKey,
  otherArtifact,
  sbomStatement,
  withOneByteChanged,
} from '../__testUtils__';
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

type Case = {
  name: string;
  code: string;
  outcome?: 'failed' | 'unverifiable';
  bundle: () => Promise<Buffer>;
  options?: () => Partial<VerifyOptions>;
};

const cases: Case[] = [
  {
    name: 'changed payload',
    code: 'EVIDENCE_SIGNATURE_INVALID',
    bundle: async () =>
      edit(await signAnything(sbomStatement()), json => {
        const payload = Buffer.from(json.dsseEnvelope.payload, 'base64');
        json.dsseEnvelope.payload = Buffer.from(
          payload.toString().replace('package-1', 'package-X'),
        ).toString('base64');
      }),
  },
  {
    name: 'changed payload type',
    code: 'EVIDENCE_SIGNATURE_INVALID',
    bundle: async () =>
      edit(await signAnything(sbomStatement()), json => {
        json.dsseEnvelope.payloadType = 'application/json';
      }),
  },
  {
    name: "another key's signature",
    code: 'EVIDENCE_KEY_UNTRUSTED',
    bundle: () => signAnything(sbomStatement(), newKey()),
  },
  {
    name: "another key's signature under our key's name",
    code: 'EVIDENCE_SIGNATURE_INVALID',
    bundle: async () =>
      edit(await signAnything(sbomStatement(), newKey()), json => {
        json.verificationMaterial.publicKey.hint = key.hint;
      }),
  },
  {
    name: 'DSSE with two signatures',
    code: 'EVIDENCE_SIGNATURE_COUNT',
    bundle: async () =>
      edit(await signAnything(sbomStatement()), json => {
        json.dsseEnvelope.signatures.push(json.dsseEnvelope.signatures[0]);
      }),
  },
  {
    name: 'DSSE without a signature',
    code: 'EVIDENCE_SIGNATURE_COUNT',
    bundle: async () =>
      edit(await signAnything(sbomStatement()), json => {
        json.dsseEnvelope.signatures = [];
      }),
  },
  {
    name: 'subject without digest',
    code: 'EVIDENCE_SUBJECT_DIGEST_MISSING',
    bundle: () =>
      signAnything({ ...sbomStatement(), subject: [{ name: 'records' }] }),
  },
  {
    name: 'subject with an empty digest',
    code: 'EVIDENCE_SUBJECT_DIGEST_MISSING',
    bundle: () =>
      signAnything({ ...sbomStatement(), subject: [{ digest: {} }] }),
  },
  {
    name: 'upper-case digest',
    code: 'EVIDENCE_SUBJECT_DIGEST_INVALID',
    bundle: () =>
      signAnything({
        ...sbomStatement(),
        subject: [{ digest: { sha256: hex.toUpperCase() } }],
      }),
  },
  {
    name: 'digest that is only the beginning',
    code: 'EVIDENCE_SUBJECT_DIGEST_INVALID',
    bundle: () =>
      signAnything({
        ...sbomStatement(),
        subject: [{ digest: { sha256: hex.slice(0, 32) } }],
      }),
  },
  {
    name: 'digest by an algorithm that is not accepted',
    code: 'EVIDENCE_DIGEST_NOT_COMPARABLE',
    outcome: 'unverifiable',
    bundle: () =>
      signAnything({
        ...sbomStatement(),
        subject: [
          { digest: { sha1: 'd20ace7968ba43c0219f62d71334c1095bab1602' } },
        ],
      }),
  },
  {
    name: 'two subjects of which one matches',
    code: 'EVIDENCE_SUBJECT_AMBIGUOUS',
    bundle: () =>
      signAnything({
        ...sbomStatement(),
        subject: [
          { digest: { sha256: hex } },
          { digest: { sha256: digestOf(otherArtifact).slice(7) } },
        ],
      }),
  },
  {
    name: 'no subject',
    code: 'EVIDENCE_STATEMENT_INVALID',
    bundle: () => signAnything({ ...sbomStatement(), subject: [] }),
  },
  {
    name: 'right signature over another artifact',
    code: 'EVIDENCE_SUBJECT_MISMATCH',
    bundle: () => signAnything(sbomStatement()),
    options: () => ({ artifact: otherArtifact }),
  },
  {
    name: 'right signature of another artifact itself',
    code: 'EVIDENCE_SUBJECT_MISMATCH',
    bundle: () => signArtifact(otherArtifact, keySigner(key)),
    options: () => ({ artifact }),
  },
  {
    name: 'signature of another artifact under the digest of this one',
    code: 'EVIDENCE_SIGNATURE_INVALID',
    bundle: async () =>
      edit(await signArtifact(otherArtifact, keySigner(key)), json => {
        json.messageSignature.messageDigest.digest = Buffer.from(
          hex,
          'hex',
        ).toString('base64');
      }),
    options: () => ({ artifact }),
  },
  {
    name: 'signature of the artifact itself, of which only the digest is known',
    code: 'EVIDENCE_ARTIFACT_NEEDED',
    outcome: 'unverifiable',
    bundle: () => signArtifact(artifact, keySigner(key)),
  },
  {
    name: 'signature of the artifact where an SBOM is asked for',
    code: 'EVIDENCE_PREDICATE_TYPE_MISMATCH',
    bundle: () => signArtifact(artifact, keySigner(key)),
    options: () => ({ artifact, predicateType: PREDICATE_TYPES.cyclonedx.uri }),
  },
  {
    name: 'CycloneDX body under an SPDX type',
    code: 'EVIDENCE_PREDICATE_INVALID',
    bundle: () =>
      signAnything({
        ...sbomStatement(),
        predicateType: PREDICATE_TYPES.spdx2.uri,
      }),
  },
  {
    name: 'SBOM where provenance is asked for',
    code: 'EVIDENCE_PREDICATE_TYPE_MISMATCH',
    bundle: () => signAnything(sbomStatement()),
    options: () => ({ predicateType: PREDICATE_TYPES.slsaProvenance.uri }),
  },
  {
    name: 'type that nobody here knows',
    code: 'EVIDENCE_PREDICATE_TYPE_UNKNOWN',
    outcome: 'unverifiable',
    bundle: () =>
      signAnything({
        ...sbomStatement(),
        predicateType: 'https://example.com/claim/v1',
      }),
  },
  {
    name: 'truncated JSON',
    code: 'EVIDENCE_MALFORMED',
    bundle: async () => (await signAnything(sbomStatement())).subarray(0, 300),
  },
  {
    name: 'empty file',
    code: 'EVIDENCE_MALFORMED',
    bundle: async () => Buffer.alloc(0),
  },
  {
    name: 'JSON that is no bundle',
    code: 'EVIDENCE_MALFORMED',
    bundle: async () => Buffer.from('[null]'),
  },
  {
    name: 'null',
    code: 'EVIDENCE_MALFORMED',
    bundle: async () => Buffer.from('null'),
  },
  {
    name: 'bytes that are no UTF-8',
    code: 'EVIDENCE_MALFORMED',
    bundle: async () => Buffer.from([0x22, 0xff, 0x22]),
  },
  {
    name: 'brackets without end',
    code: 'EVIDENCE_MALFORMED',
    bundle: async () => Buffer.from('['.repeat(1_000_000)),
  },
  {
    name: 'certificate that is none',
    code: 'EVIDENCE_MALFORMED',
    bundle: async () =>
      edit(await signAnything(sbomStatement()), json => {
        json.verificationMaterial = { certificate: { rawBytes: 'AAAA' } };
      }),
  },
  {
    name: 'timestamp that is none',
    code: 'EVIDENCE_MALFORMED',
    bundle: async () =>
      edit(await signAnything(sbomStatement()), json => {
        json.verificationMaterial.timestampVerificationData = {
          rfc3161Timestamps: [{ signedTimestamp: 'AAAA' }],
        };
      }),
  },
  {
    name: 'bundle that is too large',
    code: 'EVIDENCE_TOO_LARGE',
    bundle: () => signAnything(sbomStatement()),
    options: () => ({ maxBytes: 1000 }),
  },
  {
    name: 'statement that is not JSON',
    code: 'EVIDENCE_STATEMENT_INVALID',
    bundle: () => signAnything({ toJSON: () => 'a sentence' }),
  },
  {
    name: 'a policy without a key',
    code: 'EVIDENCE_TRUST_MISSING',
    outcome: 'unverifiable',
    bundle: () => signAnything(sbomStatement()),
    options: () => ({ policy: policyOf({ keys: [] }) }),
  },
];

describe('what is never verified', () => {
  it.each(cases)('$name: $code', async ({ code, outcome, bundle, options }) => {
    const verdict = verify(await bundle(), options?.());
    expect({ code: verdict.code, outcome: verdict.outcome }).toEqual({
      code,
      outcome: outcome ?? 'failed',
    });
    expect(verdict.checks.at(-1)).toMatchObject({
      result: verdict.outcome === 'failed' ? 'failed' : 'not checked',
      detail: verdict.reason.slice(0, -1),
    });
  });

  it('is not shown as a statement unless the signature is right', async () => {
    const foreign = await signAnything(sbomStatement(), newKey());
    const other = await signAnything(sbomStatement());
    expect(verify(foreign).statement).toBeUndefined();
    expect(verify(foreign).signer).toBeUndefined();
    expect(verify(other, { artifact: otherArtifact })).toMatchObject({
      code: 'EVIDENCE_SUBJECT_MISMATCH',
      statement: sbomStatement(),
      signer: { root: 'laptop' },
    });
  });

  it.each(Object.entries(PREDICATE_TYPES))(
    'has an empty body under the type %s',
    async (_name, { uri }) => {
      const bundle = await signAnything({
        ...sbomStatement(),
        predicateType: uri,
        predicate: {},
      });
      expect(verify(bundle).code).toBe('EVIDENCE_PREDICATE_INVALID');
    },
  );
});

it('never says anything else than was signed, whichever byte is changed', async () => {
  const bundle = await signAnything(sbomStatement());
  for (const changed of withOneByteChanged(bundle, 1)) {
    const { outcome, statement } = verify(changed);
    if (outcome === 'verified') expect(statement).toEqual(sbomStatement());
  }
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
