import { keySigner, signArtifact, signStatement } from '../bundle';
import {
  createStatement,
  digestOf,
  type Predicate,
  type PredicateName,
} from '../statement';
import {
  artifact,
  bom,
  edit,
  newKey,
  otherArtifact,
  startMockSigstore,
  workflowClaims,
  type MockSigstore,
} from '../__testUtils__';
import { parseTrustPolicy } from '../trust';
import { createException, type ExceptionRequest } from './exception';
import { productDigest } from './product';
import {
  exceptionFacts,
  GATED_STATEMENTS,
  releaseFacts,
  type GatedStatement,
} from './releaseFacts';

jest.setTimeout(60_000);

const key = newKey();
const laptop = newKey();
const digest = digestOf(artifact);
const time = '2026-11-24T10:30:00+01:00';

const policy = parseTrustPolicy({
  keys: [
    { name: 'pipeline', publicKey: key.publicKey, purpose: 'production' },
    { name: 'laptop', publicKey: laptop.publicKey, purpose: 'development' },
  ],
});
const options = { policy, artifactName: 'customer-records' };

function sign<N extends PredicateName>(
  kind: N,
  predicate: Predicate<N>,
  { by = key, about = digest } = {},
) {
  const statement = createStatement(kind, {
    subject: { digest: about },
    predicate,
  });
  return signStatement(statement, keySigner(by));
}

const provenance: Predicate<'slsaProvenance'> = {
  buildDefinition: {
    buildType: 'https://companyos.dev/buildtypes/service/v1',
    externalParameters: {},
    resolvedDependencies: [
      { name: 'package-lock.json', digest: { sha256: 'ab'.repeat(32) } },
      { digest: { gitCommit: 'd20ace7968ba43c0219f62d71334c1095bab1602' } },
    ],
  },
  runDetails: { builder: { id: 'https://ci.companyos.example/v1' } },
};

const scan: Predicate<'vulnerabilities'> = {
  scanner: {
    uri: 'pkg:github/google/osv-scanner@2.3.1',
    db: { lastUpdate: time },
    result: [
      { id: 'GHSA-1', severity: [{ method: 'cvss_score', score: '9.8' }] },
    ],
  },
  metadata: { scanStartedOn: time, scanFinishedOn: time },
};

const testOf = (tool: string): Predicate<'testResult'> => ({
  result: 'PASSED',
  configuration: [{ name: tool }, { uri: 'https://acme.example/rules' }],
});

async function evidence(): Promise<Record<GatedStatement, Buffer>> {
  return {
    signature: await signArtifact(artifact, keySigner(key)),
    provenance: await sign('slsaProvenance', provenance),
    sbom: await sign('cyclonedx', bom(3)),
    scan: await sign('vulnerabilities', scan),
    test: await sign('testResult', testOf('make test')),
    sast: await sign('testResult', testOf('semgrep')),
    secrets: await sign('testResult', testOf('gitleaks')),
  };
}

const request: ExceptionRequest = {
  artifactName: 'customer-records',
  vulnerability: 'GHSA-1',
  package: 'pkg:npm/undici@5.0.0',
  status: 'fixed',
  owner: 'group:default/crm',
  expires: '2027-01-31',
  made: new Date('2026-11-25T09:00:00Z'),
};

const verified = {
  outcome: 'verified',
  code: 'EVIDENCE_VERIFIED',
  reason: expect.any(String),
  signer: 'pipeline',
  purpose: 'production',
};

it('reads of each verified statement what a gate asks about', async () => {
  const bundles = await evidence();
  const facts = releaseFacts({ digest, artifact, bundles }, options);
  expect(facts).toEqual({
    artifact: { name: 'customer-records', digest },
    statements: {
      signature: verified,
      provenance: {
        ...verified,
        builder: 'https://ci.companyos.example/v1',
        commit: 'd20ace7968ba43c0219f62d71334c1095bab1602',
      },
      sbom: { ...verified, components: 3 },
      scan: {
        ...verified,
        scanner: 'pkg:github/google/osv-scanner@2.3.1',
        scanned: '2026-11-24T09:30:00.000Z',
        database: '2026-11-24T09:30:00.000Z',
        findings: [
          {
            id: 'GHSA-1',
            aliases: [],
            level: 'critical',
            score: 9.8,
            fixed: [],
          },
        ],
      },
      test: { ...verified, result: 'PASSED', tools: ['make test'] },
      sast: { ...verified, result: 'PASSED', tools: ['semgrep'] },
      secrets: { ...verified, result: 'PASSED', tools: ['gitleaks'] },
    },
    exceptions: [],
  });
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
});

it('has a verdict on each statement where there is nothing', () => {
  const { statements } = releaseFacts({ digest, bundles: {} }, options);
  expect(Object.keys(statements)).toEqual(GATED_STATEMENTS);
  for (const one of Object.values(statements)) {
    expect(one).toEqual({
      outcome: 'absent',
      code: 'EVIDENCE_ABSENT',
      reason: 'There is no bundle.',
    });
  }
});

it.each<[string, (bundles: Record<GatedStatement, Buffer>) => unknown, string]>(
  [
    [
      'of another type',
      async bundles => {
        bundles.scan = await sign('testResult', testOf('make test'));
      },
      'EVIDENCE_PREDICATE_TYPE_MISMATCH',
    ],
    [
      'about another artifact',
      async bundles => {
        const about = digestOf(otherArtifact);
        bundles.scan = await sign('vulnerabilities', scan, { about });
      },
      'EVIDENCE_SUBJECT_MISMATCH',
    ],
    [
      'about the product as exceptions are',
      async bundles => {
        const about = productDigest('customer-records');
        bundles.scan = await sign('vulnerabilities', scan, { about });
      },
      'EVIDENCE_SUBJECT_MISMATCH',
    ],
    [
      'of a key that nobody trusts',
      async bundles => {
        bundles.scan = await sign('vulnerabilities', scan, { by: newKey() });
      },
      'EVIDENCE_KEY_UNTRUSTED',
    ],
    [
      'that was changed',
      bundles => {
        bundles.scan = edit(bundles.scan, json => {
          json.dsseEnvelope.payload = Buffer.from('{}').toString('base64');
        });
      },
      'EVIDENCE_SIGNATURE_INVALID',
    ],
  ],
)('reads nothing of a statement %s', async (_, change, code) => {
  const bundles = await evidence();
  await change(bundles);
  const { scan: facts } = releaseFacts({ digest, bundles }, options).statements;
  expect(facts).toMatchObject({ outcome: 'failed', code });
  expect(facts).not.toHaveProperty('findings');
});

it('says whose development key it was', async () => {
  const sbom = await sign('cyclonedx', bom(), { by: laptop });
  expect(
    releaseFacts({ digest, bundles: { sbom } }, options).statements.sbom,
  ).toMatchObject({ purpose: 'development', signer: 'laptop' });
});

it('has no commit where the provenance names none', async () => {
  const predicate = structuredClone(provenance);
  delete predicate.buildDefinition.resolvedDependencies;
  const bundles = { provenance: await sign('slsaProvenance', predicate) };
  const { statements } = releaseFacts({ digest, bundles }, options);
  expect(statements.provenance).not.toHaveProperty('commit');
});

describe('the signature of the artifact', () => {
  async function signature(
    bundle: Buffer,
    release: { digest: string; artifact?: Buffer },
  ) {
    const bundles = { signature: bundle };
    return releaseFacts({ ...release, bundles }, options).statements.signature;
  }

  it('counts without the artifact as with it', async () => {
    const bundle = await signArtifact(artifact, keySigner(key));
    const facts = await signature(bundle, { digest });
    expect(facts.code).toBe('EVIDENCE_VERIFIED');
    expect(facts).toEqual(await signature(bundle, { digest, artifact }));
  });

  it('does not count for an artifact of another digest', async () => {
    const bundle = await signArtifact(otherArtifact, keySigner(key));
    const release = { digest, artifact: otherArtifact };
    expect(await signature(bundle, release)).toMatchObject({
      outcome: 'failed',
      code: 'EVIDENCE_SUBJECT_MISMATCH',
      reason: `The artifact is not the one with the digest ${digest}.`,
    });
  });

  it('is no statement', async () => {
    const bundle = await sign('cyclonedx', bom());
    expect(await signature(bundle, { digest, artifact })).toMatchObject({
      outcome: 'failed',
      code: 'EVIDENCE_PREDICATE_TYPE_MISMATCH',
    });
  });
});

describe('exceptions', () => {
  const signed = (change: Partial<ExceptionRequest> = {}, by = key) =>
    signStatement(createException({ ...request, ...change }), keySigner(by));
  const factsOf = (bytes: Buffer, about = digest) =>
    exceptionFacts([{ source: 'vex.sigstore.json', bytes }], about, options);

  it.each([digest, digestOf(otherArtifact), `sha512:${'ab'.repeat(64)}`])(
    'hold for each release of a product: %s',
    async about => {
      expect(factsOf(await signed(), about)).toEqual([
        {
          ...verified,
          source: 'vex.sigstore.json',
          applies: true,
          vulnerability: 'GHSA-1',
          aliases: [],
          packages: ['pkg:npm/undici@5.0.0'],
          status: 'fixed',
          owner: 'group:default/crm',
          made: '2026-11-25T09:00:00.000Z',
          expires: '2027-01-31T00:00:00.000Z',
        },
      ]);
    },
  );

  it('hold for one release, where they are about that', async () => {
    const { predicate } = createException(request);
    const bytes = await sign('openvex', predicate as Predicate<'openvex'>);
    expect(factsOf(bytes)).toMatchObject([{ outcome: 'verified' }]);
    expect(factsOf(bytes, digestOf(otherArtifact))).toEqual([
      {
        source: 'vex.sigstore.json',
        outcome: 'failed',
        code: 'EVIDENCE_SUBJECT_MISMATCH',
        reason: expect.any(String),
        signer: 'pipeline',
        purpose: 'production',
      },
    ]);
  });

  it('of another product are not read', async () => {
    const facts = factsOf(await signed({ artifactName: 'order-history' }));
    expect(facts).toMatchObject([{ code: 'EVIDENCE_SUBJECT_MISMATCH' }]);
    expect(facts[0]).not.toHaveProperty('vulnerability');
  });

  it('of nobody trusted are not read', async () => {
    const facts = factsOf(await signed({}, newKey()));
    expect(facts).toMatchObject([{ code: 'EVIDENCE_KEY_UNTRUSTED' }]);
    expect(facts[0]).not.toHaveProperty('vulnerability');
  });

  it('are one fact for each statement of a document', async () => {
    const { predicate } = createException(request);
    const document = predicate as Predicate<'openvex'>;
    const [one] = document.statements;
    document.statements.push({ ...one, vulnerability: 'CVE-2' });
    const facts = factsOf(await sign('openvex', document));
    expect(facts.map(({ vulnerability }) => vulnerability)).toEqual([
      'GHSA-1',
      'CVE-2',
    ]);
  });
});

describe('without keys', () => {
  let sigstore: MockSigstore;
  beforeAll(async () => {
    sigstore = await startMockSigstore();
  });
  afterAll(() => sigstore.stop());

  const person = 'security@acme.example';
  const keyless = () => ({
    artifactName: 'customer-records',
    policy: parseTrustPolicy({
      sigstore: [
        {
          name: 'company',
          trustedRoot: sigstore.trustedRoot,
          identities: [
            { issuer: workflowClaims.iss, subject: workflowClaims.sub },
            { issuer: workflowClaims.iss, subject: person },
          ],
        },
      ],
    }),
  });

  it.each<[string, string, Partial<typeof workflowClaims>]>([
    [
      'a person, whose certificate names no repository,',
      'verified',
      {
        sub: 'security@acme.example',
        repository: undefined,
        repository_id: undefined,
        ref: undefined,
        sha: undefined,
        event_name: undefined,
      },
    ],
    ['the pipeline of the repository', 'verified', workflowClaims],
    [
      'that of another repository',
      'failed',
      { ...workflowClaims, repository_id: '9999' },
    ],
  ])('takes an exception that %s signed as %s', async (_, outcome, claims) => {
    const by = sigstore.signer(claims);
    const bytes = await signStatement(createException(request), by);
    const facts = exceptionFacts([{ source: 'vex', bytes }], digest, {
      ...keyless(),
      repositoryId: '4711',
    });
    expect(facts).toMatchObject([{ outcome }]);
  });
});
