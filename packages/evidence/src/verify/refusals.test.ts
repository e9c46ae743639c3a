import { isDeepStrictEqual } from 'node:util';
import { keySigner, signArtifact, signStatement } from '../bundle';
import { digestOf, PREDICATE_TYPES, type Statement } from '../statement';
import {
  artifact,
  edit,
  newKey,
  otherArtifact,
  sbomStatement,
  withOneByteChanged,
} from '../__testUtils__';
import { parseTrustPolicy } from '../trust';
import { verifyBundle, type VerifyOptions } from './verifyBundle';

const key = newKey();
const digest = digestOf(artifact);
const hex = digest.slice('sha256:'.length);

const policy = parseTrustPolicy({
  keys: [{ name: 'laptop', publicKey: key.publicKey, purpose: 'development' }],
});

function verify(bundle: Uint8Array, options: Partial<VerifyOptions> = {}) {
  return verifyBundle(bundle, { policy, artifact: digest, ...options });
}

/** Signs whatever it is given, right or wrong. */
function signAnything(statement: object, by = key) {
  return signStatement(statement as Statement, keySigner(by));
}

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
    name: 'signature of the artifact itself, by SHA-256, of which only the SHA-512 is known',
    code: 'EVIDENCE_ARTIFACT_NEEDED',
    outcome: 'unverifiable',
    bundle: () => signArtifact(artifact, keySigner(key)),
    options: () => ({ artifact: `sha512:${'ab'.repeat(64)}` }),
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
    options: () => ({ policy: parseTrustPolicy({}) }),
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
  const others = [...withOneByteChanged(bundle, 1)]
    .map(changed => verify(changed))
    .filter(({ outcome }) => outcome === 'verified')
    .map(({ statement }) => statement)
    .filter(statement => !isDeepStrictEqual(statement, sbomStatement()));
  expect(others).toEqual([]);
});
