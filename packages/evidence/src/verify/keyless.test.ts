import { isDeepStrictEqual } from 'node:util';
import { signArtifact, signStatement, type WitnessOptions } from '../bundle';
import { digestOf } from '../statement';
import {
  artifact,
  edit,
  newKey,
  sbomStatement,
  startMockSigstore,
  withOneByteChanged,
  workflowClaims,
  type MockSigstore,
} from '../__testUtils__';
import { parseTrustPolicy, type TrustPolicyConfig } from '../trust';
import type { Verdict } from './verdict';
import { verifyBundle, type VerifyOptions } from './verifyBundle';

type Root = NonNullable<TrustPolicyConfig['sigstore']>[number];
type Identity = Root['identities'][number];

// every signature is three requests
jest.setTimeout(60_000);

const trusted: Identity = {
  issuer: workflowClaims.iss,
  subject: workflowClaims.sub,
  repositoryId: workflowClaims.repository_id,
};

let sigstore: MockSigstore;
beforeAll(async () => {
  sigstore = await startMockSigstore();
});
afterAll(() => sigstore.stop());

function policyOf(identity: Partial<Identity> = {}, root: Partial<Root> = {}) {
  return parseTrustPolicy({
    sigstore: [
      {
        name: 'company',
        trustedRoot: sigstore.trustedRoot,
        identities: [{ ...trusted, ...identity }],
        ...root,
      },
    ],
  });
}

type Claims = Parameters<MockSigstore['signer']>[0];

async function sign(claims?: Claims, witnesses?: WitnessOptions) {
  return signStatement(sbomStatement(), sigstore.signer(claims, witnesses));
}

function verify(bundle: Buffer, options: Partial<VerifyOptions> = {}) {
  return verifyBundle(bundle, {
    policy: policyOf(),
    artifact: digestOf(artifact),
    ...options,
  });
}

it.each([
  ['cyclonedx', 'EVIDENCE_VERIFIED'],
  ['openvex', 'EVIDENCE_STATEMENT_UNTRUSTED'],
] as const)('takes an SBOM of who may sign %s: %s', async (allowed, code) => {
  const policy = policyOf({ statements: [allowed] });
  expect(verify(await sign(), { policy })).toMatchObject({ code });
});

it('verifies what a workflow signed, with its source and the proven time', async () => {
  const before = Date.now() - 1000;
  const verdict = verify(await sign());
  expect(verdict).toMatchObject({
    outcome: 'verified',
    code: 'EVIDENCE_VERIFIED',
    signer: {
      kind: 'certificate',
      root: 'company',
      purpose: 'production',
      issuer: workflowClaims.iss,
      subject: workflowClaims.sub,
      source: {
        repository: 'https://github.com/acme/customer-records',
        repositoryId: '4711',
        ref: 'refs/heads/main',
        commit: workflowClaims.sha,
        trigger: 'push',
      },
    },
    statement: sbomStatement(),
  });
  expect(verdict.signedAt?.getTime()).toBeGreaterThanOrEqual(before);
  expect(verdict.checks.map(({ what, result }) => `${what} ${result}`)).toEqual(
    [
      'bundle passed',
      'certificate passed',
      'transparency log passed',
      'signature passed',
      'issuer passed',
      'identity passed',
      'repository passed',
      'subject digest passed',
      'predicate type passed',
      'predicate passed',
    ],
  );
});

it('verifies the signature of the artifact itself', async () => {
  const bundle = await signArtifact(artifact, sigstore.signer());
  expect(JSON.parse(bundle.toString()).mediaType).toBe(
    'application/vnd.dev.sigstore.bundle.v0.3+json',
  );
  expect(verify(bundle, { artifact }).code).toBe('EVIDENCE_VERIFIED');
  const { verifiedAt, ...byDigest } = verify(bundle);
  expect(verify(bundle, { artifact })).toMatchObject(byDigest);
  expect(byDigest.code).toBe('EVIDENCE_VERIFIED');
});

it('verifies no signature of another artifact, by its digest either', async () => {
  const bundle = edit(await signArtifact(artifact, sigstore.signer()), json => {
    json.messageSignature.messageDigest.digest =
      Buffer.alloc(32).toString('base64');
  });
  const other = `sha256:${'00'.repeat(32)}`;
  expect(verify(bundle, { artifact: other })).toMatchObject({
    outcome: 'failed',
    code: 'EVIDENCE_LOG_INVALID',
  });
});

it('verifies under a root that has a timestamp authority and no log', async () => {
  const witnesses = { timestampAuthority: { url: sigstore.url } };
  const bundle = await sign({}, witnesses);
  expect(verify(bundle, { policy: policyOf({}, { logEntries: 0 }) }).code).toBe(
    'EVIDENCE_VERIFIED',
  );
  expect(verify(bundle)).toMatchObject({
    code: 'EVIDENCE_LOG_PROOF_MISSING',
    outcome: 'unverifiable',
  });
});

it('verifies under a root that knows no log, as that of GitHub for private repositories', async () => {
  const witnesses = { timestampAuthority: { url: sigstore.url } };
  const bundle = await sign({}, witnesses);
  // Certificates of GitHub's own have no proof of a certificate log either; those here have one.
  const { tlogs, ...trustedRoot } = sigstore.trustedRoot as Record<
    string,
    unknown
  >;
  expect(tlogs).toHaveLength(1);
  const without = { trustedRoot, logEntries: 0, certificateLogs: 0 };
  expect(verify(bundle, { policy: policyOf({}, without) }).code).toBe(
    'EVIDENCE_VERIFIED',
  );
});

it('verifies under the second of two roots', async () => {
  const other = await startMockSigstore();
  await other.stop();
  const roots = [other, sigstore].map(({ trustedRoot }, index) => ({
    name: `root-${index}`,
    trustedRoot,
    identities: [trusted],
  }));
  const policy = parseTrustPolicy({ sigstore: roots });
  expect(verify(await sign(), { policy })).toMatchObject({
    code: 'EVIDENCE_VERIFIED',
    signer: { root: 'root-1' },
  });
});

it('never says anything else than was signed, whichever byte is changed', async () => {
  const bundle = await sign();
  const said = ({ statement, signer, signedAt }: Verdict) => ({
    statement,
    signer,
    signedAt,
  });
  const right = said(verify(bundle));
  const verdicts = [...withOneByteChanged(bundle, 13)].map(changed =>
    verify(changed),
  );
  const others = verdicts
    .filter(({ outcome }) => outcome === 'verified')
    .map(said)
    .filter(other => !isDeepStrictEqual(other, right));
  expect(verdicts.length).toBeGreaterThan(300);
  expect(others).toEqual([]);
});

describe('the certificate', () => {
  it('of another authority is not trusted', async () => {
    const other = await startMockSigstore();
    try {
      const bundle = await signStatement(sbomStatement(), other.signer());
      expect(verify(bundle)).toMatchObject({
        code: 'EVIDENCE_CERTIFICATE_UNTRUSTED',
        outcome: 'failed',
      });
    } finally {
      await other.stop();
    }
  });

  it('that had expired when the log saw the signature is refused', async () => {
    const late = await startMockSigstore({
      fulcio: new Date(Date.now() - 3_600_000),
    });
    try {
      const bundle = await signStatement(sbomStatement(), late.signer());
      const policy = policyOf({}, { trustedRoot: late.trustedRoot });
      expect(verify(bundle, { policy })).toMatchObject({
        code: 'EVIDENCE_CERTIFICATE_EXPIRED',
        outcome: 'failed',
      });
    } finally {
      await late.stop();
    }
  });

  it('is good for ever once the log has proven the time', async () => {
    const now = new Date('2036-01-01T00:00:00Z');
    expect(verify(await sign(), { now }).code).toBe('EVIDENCE_VERIFIED');
  });

  it('needs a root in the policy', async () => {
    const policy = parseTrustPolicy({
      keys: [
        {
          name: 'laptop',
          publicKey: newKey().publicKey,
          purpose: 'development',
        },
      ],
    });
    expect(verify(await sign(), { policy })).toMatchObject({
      code: 'EVIDENCE_TRUST_MISSING',
      outcome: 'unverifiable',
    });
  });
});

describe('the identity', () => {
  it('of another issuer is refused, a path below the trusted one as well', async () => {
    const bundle = await sign({ iss: `${workflowClaims.iss}/acme` });
    expect(verify(bundle).code).toBe('EVIDENCE_ISSUER_UNTRUSTED');
  });

  it('that only begins as the trusted one is refused', async () => {
    const bundle = await sign({ sub: `${workflowClaims.sub}-evil` });
    expect(verify(bundle).code).toBe('EVIDENCE_IDENTITY_UNTRUSTED');
    const subjectPattern =
      '^https://github\\.com/acme/customer-records/\\.github/workflows/ci\\.yml@refs/heads/main$';
    const policy = policyOf({ subject: undefined, subjectPattern });
    expect(verify(bundle, { policy }).code).toBe('EVIDENCE_IDENTITY_UNTRUSTED');
    expect(verify(await sign(), { policy }).code).toBe('EVIDENCE_VERIFIED');
  });

  it('is held against all of each alternative of a pattern', async () => {
    const policy = policyOf({
      subject: undefined,
      subjectPattern: '^https://github\\.com/acme/a|b$',
    });
    const bundle = await sign({ sub: 'https://github.com/acme/a-evil' });
    expect(verify(bundle, { policy }).code).toBe('EVIDENCE_IDENTITY_UNTRUSTED');
  });

  it('that is bound to an artifact speaks for that one alone', async () => {
    const policy = policyOf({ artifacts: ['customer-records'] });
    const bundle = await sign();
    const codes = ['customer-records', 'billing', undefined].map(
      artifactName => verify(bundle, { policy, artifactName }).code,
    );
    expect(codes).toEqual([
      'EVIDENCE_VERIFIED',
      'EVIDENCE_IDENTITY_UNTRUSTED',
      'EVIDENCE_IDENTITY_UNTRUSTED',
    ]);
  });
});

describe('the repository', () => {
  it('is another one: refused by its id, whatever its name', async () => {
    const bundle = await sign({ repository_id: '666' });
    expect(verify(bundle)).toMatchObject({
      code: 'EVIDENCE_REPOSITORY_MISMATCH',
      outcome: 'failed',
    });
  });

  it('is the one that the caller expects', async () => {
    const policy = policyOf({ repositoryId: undefined });
    const bundle = await sign();
    const codes = ['4711', '4712', undefined].map(
      repositoryId => verify(bundle, { policy, repositoryId }).code,
    );
    expect(codes).toEqual([
      'EVIDENCE_VERIFIED',
      'EVIDENCE_REPOSITORY_MISMATCH',
      'EVIDENCE_REPOSITORY_UNKNOWN',
    ]);
  });

  it('has to be the caller’s and the policy’s', async () => {
    expect(verify(await sign(), { repositoryId: '4712' }).code).toBe(
      'EVIDENCE_REPOSITORY_MISMATCH',
    );
  });

  it('was built from a branch that is not trusted', async () => {
    const policy = policyOf({ refPattern: '^refs/(heads/main|tags/v.+)$' });
    const codes = [];
    for (const ref of ['refs/heads/main', 'refs/tags/v1', 'refs/pull/7/merge'])
      codes.push(verify(await sign({ ref }), { policy }).code);
    expect(codes).toEqual([
      'EVIDENCE_VERIFIED',
      'EVIDENCE_VERIFIED',
      'EVIDENCE_REF_UNTRUSTED',
    ]);
  });
});

describe('the log', () => {
  it('has an entry for another signature', async () => {
    const [one, two] = [await sign(), await sign()];
    const { tlogEntries } = JSON.parse(two.toString()).verificationMaterial;
    const mixed = edit(one, json => {
      json.verificationMaterial.tlogEntries = tlogEntries;
    });
    expect(verify(mixed).code).toBe('EVIDENCE_LOG_INVALID');
  });

  it('did not promise the time that the entry says', async () => {
    const moved = edit(await sign(), json => {
      const [entry] = json.verificationMaterial.tlogEntries;
      entry.integratedTime = String(Number(entry.integratedTime) - 60);
    });
    expect(verify(moved).outcome).toBe('failed');
  });

  it('is left out', async () => {
    const bundle = edit(await sign(), json => {
      json.verificationMaterial.tlogEntries = [];
    });
    expect(verify(bundle).code).toBe('EVIDENCE_LOG_PROOF_MISSING');
  });

  it('proves no time without a promise', async () => {
    const bundle = edit(await sign(), json => {
      delete json.verificationMaterial.tlogEntries[0].inclusionPromise;
    });
    expect(verify(bundle)).toMatchObject({
      code: 'EVIDENCE_TIME_UNPROVEN',
      outcome: 'unverifiable',
    });
  });
});

it('refuses a timestamp for another signature', async () => {
  const witnesses = { timestampAuthority: { url: sigstore.url } };
  const [one, two] = [await sign({}, witnesses), await sign({}, witnesses)];
  const { timestampVerificationData } = JSON.parse(
    two.toString(),
  ).verificationMaterial;
  const mixed = edit(one, json => {
    json.verificationMaterial.timestampVerificationData =
      timestampVerificationData;
  });
  const policy = policyOf({}, { logEntries: 0 });
  expect(verify(mixed, { policy }).code).toBe('EVIDENCE_TIMESTAMP_INVALID');
});

it('says which service failed when nothing can be signed', async () => {
  await expect(
    signStatement(
      sbomStatement(),
      sigstore.signer({}, { rekor: { url: 'http://127.0.0.1:1' } }),
    ),
  ).rejects.toMatchObject({
    code: 'EVIDENCE_SIGNING_FAILED',
    message: expect.stringContaining('tlog'),
  });
});
