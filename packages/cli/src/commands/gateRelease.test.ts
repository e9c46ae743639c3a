import fs from 'node:fs';
import { digestOf, parseTrustPolicy, verifyBundle } from '@companyos/evidence';
import {
  artifact,
  finding,
  provenance,
  sbom,
  scan,
  testOf,
  useGatedRelease,
} from './__testUtils__/gatedRelease';

const release = useGatedRelease();
const digest = digestOf(artifact);
const gate = ['release', '--policy', 'trust.json', '--environment'];

it.each(['development', 'staging', 'production'])(
  'lets a release with everything into %s',
  async environment => {
    const { code, stdout, stderr } = await release.companyos(
      ...gate,
      environment,
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.split('\n')[0]).toBe(
      `allow: customer-records 1.4.2 may go into ${environment}.`,
    );
    expect(stderr).toContain(`Digest: ${digest}`);
  },
);

it('needs no more of the artifact than its digest, which its signature covers', async () => {
  fs.rmSync(release.path('evidence', 'app.tgz'));
  expect(await release.decided()).toMatchObject({ code: 0, codes: [] });
});

it('denies a critical finding, and says what to do', async () => {
  await release.statement('scan', 'vulnerabilities', scan(finding));
  const { code, stderr } = await release.companyos(...gate, 'production');
  expect(code).toBe(1);
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    'deny: customer-records 1.4.2 may not go into production.',
    '  critical_untriaged  GHSA-9f24-jqhm-jfcw in pkg:npm/undici@5.0.0 is critical and nobody has triaged it. Update to 5.28.4, or ask for an exception.',
    'Findings that count: 1 critical, 0 high, 0 medium, 0 low, 0 unknown.',
  ]);
});

it('lets it in with an exception, and says until when', async () => {
  await release.statement('scan', 'vulnerabilities', scan(finding));
  await release.exception();
  const { code, stderr } = await release.companyos(...gate, 'production');
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^Excepted until \S+Z: GHSA-9f24-jqhm-jfcw in pkg:npm\/undici@5\.0\.0 \(critical\), not_affected, by group:default\/crm\. security\/exceptions\/vex-undici\.sigstore\.json$/m,
  );
});

describe('what was broken on purpose denies', () => {
  it('an SBOM that another key signed', async () => {
    const by = 'stranger';
    await release.statement('sbom', 'cyclonedx', sbom, { by });
    const { code, violations, text } = await release.decided();
    expect([code, violations]).toEqual([
      1,
      [
        expect.objectContaining({
          code: 'statement_not_verified',
          statement: 'sbom',
        }),
      ],
    ]);
    expect(text).toContain('a key that the trust policy does not have');
  });

  it('a scan that Security signed', async () => {
    const by = 'security';
    await release.statement('scan', 'vulnerabilities', scan(), { by });
    expect((await release.decided()).codes).toEqual(['statement_not_verified']);
  });

  it('provenance of another artifact', async () => {
    const about = digestOf(Buffer.from('another artifact'));
    await release.statement('provenance', 'slsaProvenance', provenance, {
      about,
    });
    const { codes, text } = await release.decided();
    expect(codes).toEqual(['statement_not_verified']);
    expect(text).toContain('The statement is about another artifact');
  });

  it.each(['development', 'staging', 'production'])(
    'a scan that was unavailable, in %s',
    async environment => {
      fs.rmSync(release.path('evidence', 'scan.sigstore.json'));
      const { code, codes, text } = await release.decided(environment);
      expect([code, codes]).toEqual([1, ['statement_absent']]);
      expect(text).toContain('A scan that is unavailable never passes');
    },
  );

  it('tests that failed', async () => {
    await release.statement(
      'test',
      'testResult',
      testOf('make test', 'FAILED'),
    );
    expect(await release.decided()).toMatchObject({
      code: 1,
      codes: ['check_failed'],
    });
  });

  it('tests in the place of a search for secrets', async () => {
    fs.copyFileSync(
      release.path('evidence', 'test.sigstore.json'),
      release.path('evidence', 'secrets.sigstore.json'),
    );
    expect((await release.decided()).codes).toEqual(['check_unknown']);
  });

  it('a statement in the place of the signature', async () => {
    fs.copyFileSync(
      release.path('evidence', 'sbom.sigstore.json'),
      release.path('evidence', 'signature.sigstore.json'),
    );
    expect((await release.decided()).text).toContain(
      'The bundle is a statement and not the signature of the artifact.',
    );
  });

  it('an artifact that was exchanged', async () => {
    release.write('evidence/app.tgz', Buffer.from('something else'));
    expect((await release.decided()).violations).toEqual([
      expect.objectContaining({ statement: 'signature' }),
    ]);
  });

  it('a bundle that is none', async () => {
    release.write('evidence/sast.sigstore.json', Buffer.from('{'));
    expect((await release.decided()).violations).toEqual([
      expect.objectContaining({ statement: 'sast' }),
    ]);
  });

  it('an environment that nobody knows', async () => {
    const { code, codes, text } = await release.decided('prod');
    expect([code, codes]).toEqual([1, ['environment_unknown']]);
    expect(text).toContain('development, production, staging');
  });
});

it('takes a key that is named alone for that of a laptop', async () => {
  const alone = ['release', '--key', 'keys/pipeline.pub', '--environment'];
  expect(await release.companyos(...alone, 'development')).toMatchObject({
    code: 0,
  });
  const { code, stderr } = await release.companyos(...alone, 'staging');
  expect(code).toBe(1);
  expect(stderr).toContain(
    "signer_not_accepted  The SBOM is signed by 'key', which does not open staging.",
  );
});

it('keeps its decision as a signed summary', async () => {
  const kept = ['--out', 'evidence/gate.sigstore.json'];
  const key = ['--sign-with', 'keys/security.key'];
  expect(await release.decided('staging', ...kept, ...key)).toMatchObject({
    code: 0,
  });
  const { publicKey } = release.keyOf('security');
  const { outcome, statement: made } = verifyBundle(
    fs.readFileSync(release.path('evidence', 'gate.sigstore.json')),
    {
      policy: parseTrustPolicy({
        keys: [{ name: 'security', publicKey, purpose: 'production' }],
      }),
      artifact: digest,
      predicateType: 'https://slsa.dev/verification_summary/v1',
    },
  );
  expect(outcome).toBe('verified');
  expect(made?.predicate).toMatchObject({
    resourceUri: 'pkg:generic/customer-records@1.4.2',
    policy: {
      uri: 'https://companyos.dev/policies/release#staging',
      digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    },
    verificationResult: 'PASSED',
    inputAttestations: expect.arrayContaining([
      {
        name: 'sbom',
        digest: {
          sha256: digestOf(
            fs.readFileSync(release.path('evidence', 'sbom.sigstore.json')),
          ).slice(7),
        },
      },
    ]),
  });
});

it('keeps a denial as well', async () => {
  fs.rmSync(release.path('evidence', 'scan.sigstore.json'));
  const out = ['--out', 'gate.json', '--sign-with', 'keys/security.key'];
  expect(await release.decided('production', ...out)).toMatchObject({
    code: 1,
  });
  const bundle = JSON.parse(fs.readFileSync(release.path('gate.json'), 'utf8'));
  const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
  expect(JSON.parse(payload).predicate).toMatchObject({
    verificationResult: 'FAILED',
    verifiedLevels: ['FAILED'],
  });
});

it.each([
  ['release --policy trust.json', 'Say where the release is to go'],
  ['release --environment staging', 'Say whom to trust'],
  [
    'release --environment staging --policy trust.json --key keys/laptop.pub',
    'Say whom to trust',
  ],
  [
    'release --environment staging --policy trust.json --sign-with a.key',
    'give --out with --sign-with',
  ],
  [
    'release gone --environment staging --policy trust.json',
    'companyos ci run',
  ],
  [
    'release --environment staging --policy trust.json --exceptions gone',
    "The folder of exceptions 'gone' is not there",
  ],
  [
    'release --environment staging --policy evidence/artifact.json',
    'The trust policy cannot be used',
  ],
])('ends with 2 at: %s', async (line, message) => {
  const { code, stderr } = await release.companyos(...line.split(' '));
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(message),
  });
});

it.each([
  ['{}', 'name: '],
  ['{"name":"a","file":"a","digest":"sha256:AB"}', 'digest: use sha256:'],
  ['no JSON', 'is not JSON'],
])('ends with 2 where artifact.json is %s', async (text, message) => {
  release.write('evidence/artifact.json', Buffer.from(text));
  const { code, stderr } = await release.companyos(...gate, 'staging');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(message),
  });
});
