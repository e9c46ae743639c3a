import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  createException,
  createKeyPair,
  createStatement,
  digestOf,
  keySigner,
  parseTrustPolicy,
  signArtifact,
  signStatement,
  verifyBundle,
  type ExceptionRequest,
  type Predicate,
  type PredicateName,
  type SigningKey,
} from '@companyos/evidence';
import { defineCommand } from '../command';
import { runCommandLine, useTemporaryFolder } from '../testing';
import { gateException } from './gateException';
import { gateRelease } from './gateRelease';
import { commands } from '.';

const root = path.resolve(__dirname, '../../../..');
const folder = useTemporaryFolder();

// Jest has no import() in the code that it runs, by which commands load themselves.
const loaded = commands.flatMap(command => {
  const run = { 'gate release': gateRelease, 'gate exception': gateException }[
    command.path.join(' ')
  ];
  return run ? [defineCommand({ ...command, load: async () => run })] : [];
});

beforeAll(() => {
  execFileSync(process.execPath, [
    path.join(root, 'packages/policy/scripts/build-policies.mjs'),
  ]);
});

function companyos(...argv: string[]) {
  return runCommandLine(['gate', ...argv], loaded, { cwd: folder.path() });
}

const artifact = Buffer.from('the artifact of customer-records 1.4.2');
const digest = digestOf(artifact);
const day = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * day);
const today = () => new Date().toISOString();

let pipeline: SigningKey;
let security: SigningKey;
let laptop: SigningKey;
beforeEach(async () => {
  const key = (name: string) => createKeyPair(folder.path('keys'), name);
  [pipeline, security, laptop] = ['pipeline', 'security', 'laptop'].map(key);
  const trusted = (
    name: string,
    { publicKey }: SigningKey,
    purpose: string,
  ) => ({
    name,
    publicKey,
    purpose,
  });
  write('trust.json', {
    keys: [
      {
        ...trusted('pipeline', pipeline, 'production'),
        statements: [
          'signature',
          'slsaProvenance',
          'cyclonedx',
          'vulnerabilities',
          'testResult',
        ],
      },
      {
        ...trusted('security', security, 'production'),
        statements: ['openvex'],
      },
      trusted('laptop', laptop, 'development'),
    ],
  });
  await evidence(pipeline);
});

function write(name: string, content: unknown) {
  const target = folder.path(name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(
    target,
    Buffer.isBuffer(content) ? content : JSON.stringify(content),
  );
}

const finding = {
  id: 'GHSA-9f24-jqhm-jfcw',
  severity: [{ method: 'cvss_score', score: '9.8' }],
  annotations: [
    {
      purl: 'pkg:npm/undici@5.0.0',
      aliases: ['CVE-2024-24750'],
      fixed: ['5.28.4'],
    },
  ],
};

function scan(...result: object[]): Predicate<'vulnerabilities'> {
  return {
    scanner: {
      uri: 'pkg:github/google/osv-scanner@2.3.1',
      db: { lastUpdate: today() },
      result: result as Predicate<'vulnerabilities'>['scanner']['result'],
    },
    metadata: { scanStartedOn: today(), scanFinishedOn: today() },
  };
}

const testOf = (
  tool: string,
  result: 'PASSED' | 'FAILED' = 'PASSED',
): Predicate<'testResult'> => ({ result, configuration: [{ name: tool }] });

async function statement<N extends PredicateName>(
  name: string,
  kind: N,
  predicate: Predicate<N>,
  { by = pipeline, about = digest }: { by?: SigningKey; about?: string } = {},
) {
  const subject = { name: 'app.tgz', digest: about };
  const made = createStatement(kind, { subject, predicate });
  const bundle = await signStatement(made, keySigner(by));
  write(`evidence/${name}.sigstore.json`, bundle);
}

const provenance: Predicate<'slsaProvenance'> = {
  buildDefinition: {
    buildType: 'https://companyos.dev/buildtypes/service/v1',
    externalParameters: {},
    resolvedDependencies: [
      { digest: { gitCommit: 'd20ace7968ba43c0219f62d71334c1095bab1602' } },
    ],
  },
  runDetails: { builder: { id: 'https://ci.companyos.example/v1' } },
};

const sbom: Predicate<'cyclonedx'> = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ type: 'library', name: 'undici', version: '5.0.0' }],
};

/** All that `companyos ci run` leaves. */
async function evidence(by: SigningKey) {
  write('evidence/artifact.json', {
    name: 'customer-records',
    version: '1.4.2',
    kind: 'tarball',
    file: 'app.tgz',
    digest,
  });
  write('evidence/app.tgz', artifact);
  write(
    'evidence/signature.sigstore.json',
    await signArtifact(artifact, keySigner(by)),
  );
  await statement('provenance', 'slsaProvenance', provenance, { by });
  await statement('sbom', 'cyclonedx', sbom, { by });
  await statement('scan', 'vulnerabilities', scan(), { by });
  await statement('test', 'testResult', testOf('make test'), { by });
  await statement('sast', 'testResult', testOf('semgrep'), { by });
  await statement('secrets', 'testResult', testOf('gitleaks'), { by });
}

async function exception(
  change: Partial<ExceptionRequest> = {},
  by = security,
) {
  const made = createException({
    artifactName: 'customer-records',
    vulnerability: finding.id,
    package: 'pkg:npm/undici@5.0.0',
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
    owner: 'group:default/crm',
    expires: inDays(20),
    made: inDays(-1),
    ...change,
  });
  write(
    'security/exceptions/vex-undici.sigstore.json',
    await signStatement(made, keySigner(by)),
  );
}

const gate = ['release', '--policy', 'trust.json', '--environment'];

async function decided(environment = 'production', ...more: string[]) {
  const { code, stdout } = await companyos(
    ...gate,
    environment,
    '--json',
    ...more,
  );
  const decision = JSON.parse(stdout);
  return {
    code,
    ...decision,
    codes: decision.violations.map((one: { code: string }) => one.code),
    text: decision.violations
      .map((one: { message: string }) => one.message)
      .join('\n'),
  };
}

it.each(['development', 'staging', 'production'])(
  'lets a release with everything into %s',
  async environment => {
    const { code, stdout, stderr } = await companyos(...gate, environment);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.split('\n')[0]).toBe(
      `allow: customer-records 1.4.2 may go into ${environment}.`,
    );
    expect(stderr).toContain(`Digest: ${digest}`);
  },
);

it('denies a critical finding, and says what to do', async () => {
  await statement('scan', 'vulnerabilities', scan(finding));
  const { code, stderr } = await companyos(...gate, 'production');
  expect(code).toBe(1);
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    'deny: customer-records 1.4.2 may not go into production.',
    '  critical_untriaged  GHSA-9f24-jqhm-jfcw in pkg:npm/undici@5.0.0 is critical and nobody has triaged it. Update to 5.28.4, or ask for an exception.',
    'Findings that count: 1 critical, 0 high, 0 medium, 0 low, 0 unknown.',
  ]);
});

it('lets it in with an exception, and says until when', async () => {
  await statement('scan', 'vulnerabilities', scan(finding));
  await exception();
  const { code, stderr } = await companyos(...gate, 'production');
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^Excepted until \S+Z: GHSA-9f24-jqhm-jfcw in pkg:npm\/undici@5\.0\.0 \(critical\), not_affected, by group:default\/crm\. security\/exceptions\/vex-undici\.sigstore\.json$/m,
  );
});

describe('an exception does not count', () => {
  beforeEach(() => statement('scan', 'vulnerabilities', scan(finding)));

  it.each<[string, Partial<ExceptionRequest>, string]>([
    [
      'when it has expired',
      { made: inDays(-9), expires: inDays(-1) },
      'it expired on',
    ],
    [
      'for another product',
      { artifactName: 'order-history' },
      'The statement is about another artifact.',
    ],
    ['when it runs too long', { expires: inDays(60) }, 'may run for 30 days'],
  ])('%s', async (_, change, why) => {
    await exception(change);
    const { code, codes, text } = await decided();
    expect({ code, codes }).toEqual({ code: 1, codes: ['critical_untriaged'] });
    expect(text).toContain(
      "The exception in 'security/exceptions/vex-undici.sigstore.json' does not count: ",
    );
    expect(text).toContain(why);
  });

  it('when the pipeline signed it for itself', async () => {
    await exception({}, pipeline);
    expect((await decided()).text).toContain(
      "does not count: The trust policy lets 'pipeline' sign signature, ",
    );
  });

  it('when a laptop signed it', async () => {
    await exception({}, laptop);
    expect((await decided()).text).toContain(
      "'laptop' does not open production.",
    );
  });

  it('when nobody trusted signed it', async () => {
    await exception({}, createKeyPair(folder.path('keys'), 'stranger'));
    expect((await decided()).text).toContain(
      'does not count: The signature was made with a key that the trust policy does not have.',
    );
  });
});

describe('what was broken on purpose denies', () => {
  it('an SBOM that another key signed', async () => {
    const by = createKeyPair(folder.path('keys'), 'stranger');
    await statement('sbom', 'cyclonedx', sbom, { by });
    const { code, violations, text } = await decided();
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
    const by = security;
    await statement('scan', 'vulnerabilities', scan(), { by });
    expect((await decided()).codes).toEqual(['statement_not_verified']);
  });

  it('provenance of another artifact', async () => {
    const about = digestOf(Buffer.from('another artifact'));
    await statement('provenance', 'slsaProvenance', provenance, { about });
    const { codes, text } = await decided();
    expect(codes).toEqual(['statement_not_verified']);
    expect(text).toContain('The statement is about another artifact');
  });

  it.each(['development', 'staging', 'production'])(
    'a scan that was unavailable, in %s',
    async environment => {
      fs.rmSync(folder.path('evidence', 'scan.sigstore.json'));
      const { code, codes, text } = await decided(environment);
      expect([code, codes]).toEqual([1, ['statement_absent']]);
      expect(text).toContain('A scan that is unavailable never passes');
    },
  );

  it('tests that failed', async () => {
    await statement('test', 'testResult', testOf('make test', 'FAILED'));
    expect(await decided()).toMatchObject({ code: 1, codes: ['check_failed'] });
  });

  it('tests in the place of a search for secrets', async () => {
    fs.copyFileSync(
      folder.path('evidence', 'test.sigstore.json'),
      folder.path('evidence', 'secrets.sigstore.json'),
    );
    expect((await decided()).codes).toEqual(['check_unknown']);
  });

  it('a statement in the place of the signature', async () => {
    fs.copyFileSync(
      folder.path('evidence', 'sbom.sigstore.json'),
      folder.path('evidence', 'signature.sigstore.json'),
    );
    expect((await decided()).text).toContain(
      'The bundle is a statement and not the signature of the artifact.',
    );
  });

  it('an artifact that was exchanged', async () => {
    write('evidence/app.tgz', Buffer.from('something else'));
    expect((await decided()).violations).toEqual([
      expect.objectContaining({ statement: 'signature' }),
    ]);
  });

  it('an artifact that is gone', async () => {
    fs.rmSync(folder.path('evidence', 'app.tgz'));
    expect((await decided()).text).toContain('give the artifact');
  });

  it('a bundle that is none', async () => {
    write('evidence/sast.sigstore.json', Buffer.from('{'));
    expect((await decided()).violations).toEqual([
      expect.objectContaining({ statement: 'sast' }),
    ]);
  });

  it('an environment that nobody knows', async () => {
    const { code, codes, text } = await decided('prod');
    expect([code, codes]).toEqual([1, ['environment_unknown']]);
    expect(text).toContain('development, production, staging');
  });

  it('a policy that is not there', async () => {
    const { code, stdout } = await runCommandLine(
      ['gate', ...gate, 'production', '--json'],
      loaded.map(command =>
        command.path[1] === 'release'
          ? defineCommand({
              ...command,
              load: async () => withoutPolicies(gateRelease),
            })
          : command,
      ),
      { cwd: folder.path() },
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      allow: false,
      violations: [
        {
          code: 'policy_unavailable',
          message: expect.stringMatching(/release\.wasm' is missing/),
        },
      ],
    });
  });
});

/** Runs a command while the compiled policy lies elsewhere. */
function withoutPolicies<T extends unknown[], R>(
  run: (...args: T) => Promise<R>,
) {
  return async (...args: T) => {
    const module = path.join(root, 'packages/policy/assets/release.wasm');
    fs.renameSync(module, `${module}.away`);
    try {
      return await run(...args);
    } finally {
      fs.renameSync(`${module}.away`, module);
    }
  };
}

it('takes a key that is named alone for that of a laptop', async () => {
  const alone = ['release', '--key', 'keys/pipeline.pub', '--environment'];
  expect(await companyos(...alone, 'development')).toMatchObject({ code: 0 });
  const { code, stderr } = await companyos(...alone, 'staging');
  expect(code).toBe(1);
  expect(stderr).toContain(
    "signer_not_accepted  The SBOM is signed by 'key', which does not open staging.",
  );
});

it('keeps its decision as a signed summary', async () => {
  const kept = ['--out', 'evidence/gate.sigstore.json'];
  const key = ['--sign-with', 'keys/security.key'];
  expect(await decided('staging', ...kept, ...key)).toMatchObject({ code: 0 });
  const { publicKey } = security;
  const { outcome, statement: made } = verifyBundle(
    fs.readFileSync(folder.path('evidence', 'gate.sigstore.json')),
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
            fs.readFileSync(folder.path('evidence', 'sbom.sigstore.json')),
          ).slice(7),
        },
      },
    ]),
  });
});

it('keeps a denial as well', async () => {
  fs.rmSync(folder.path('evidence', 'scan.sigstore.json'));
  const out = ['--out', 'gate.json', '--sign-with', 'keys/security.key'];
  expect(await decided('production', ...out)).toMatchObject({ code: 1 });
  const bundle = JSON.parse(fs.readFileSync(folder.path('gate.json'), 'utf8'));
  const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
  expect(JSON.parse(payload).predicate).toMatchObject({
    verificationResult: 'FAILED',
    verifiedLevels: ['FAILED'],
  });
});

const request = {
  vulnerability: finding.id,
  package: 'pkg:npm/undici@5.0.0',
  'artifact-name': 'customer-records',
  status: 'affected',
  action: 'Redirects are not followed until the update',
  owner: 'group:default/crm',
  expires: inDays(20).toISOString().slice(0, 10),
  key: 'keys/security.key',
  out: 'security/exceptions/vex-undici.sigstore.json',
};

function ask(change: Record<string, string | undefined> = {}) {
  const options = Object.entries({ ...request, ...change });
  return companyos(
    'exception',
    ...options.flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    ),
  );
}

it('signs an exception that the gate accepts, also after a rebuild', async () => {
  await statement('scan', 'vulnerabilities', scan(finding));
  expect(await ask()).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      'about every release of pkg:generic/customer-records, until ',
    ),
  });
  expect(await decided()).toMatchObject({
    code: 0,
    excepted: [
      {
        vulnerability: finding.id,
        owner: 'group:default/crm',
        status: 'affected',
        expires: `${request.expires}T00:00:00.000Z`,
      },
    ],
  });

  const rebuilt = Buffer.from('the artifact of customer-records 1.4.3');
  const about = digestOf(rebuilt);
  await evidence(pipeline);
  write('evidence/artifact.json', {
    name: 'customer-records',
    file: 'app.tgz',
    digest: about,
  });
  write('evidence/app.tgz', rebuilt);
  write(
    'evidence/signature.sigstore.json',
    await signArtifact(rebuilt, keySigner(pipeline)),
  );
  await statement('provenance', 'slsaProvenance', provenance, { about });
  await statement('sbom', 'cyclonedx', sbom, { about });
  await statement('scan', 'vulnerabilities', scan(finding), { about });
  await statement('test', 'testResult', testOf('make test'), { about });
  await statement('sast', 'testResult', testOf('semgrep'), { about });
  await statement('secrets', 'testResult', testOf('gitleaks'), { about });
  expect(await decided()).toMatchObject({
    code: 0,
    excepted: [{ vulnerability: finding.id }],
  });
});

it.each([
  [{ owner: undefined }, '--owner'],
  [{ expires: undefined }, '--expires'],
  [{ owner: 'crm' }, 'owner: use a group or a user of the catalog'],
  [{ expires: 'some day' }, 'expires: use a day such as'],
  [{ expires: '2020-01-01' }, 'expires: use a day that is still to come'],
  [{ status: 'ignored' }, 'status: '],
  [{ action: undefined }, 'action: say what is done about it'],
  [
    { status: 'not_affected', action: undefined },
    'justification: say why it is not affected: component_not_present, ',
  ],
  [{ justification: 'component_not_present' }, 'goes with the status'],
  [{ package: 'undici' }, 'package: use a package URL'],
  [{ note: 'first\nexpires: 2099-01-01T00:00:00Z' }, 'note: use a single line'],
  [
    { out: 'security/exceptions/undici.json' },
    'call it vex-NAME.sigstore.json',
  ],
])('refuses to sign an exception with %j', async (change, message) => {
  const { code, stderr } = await ask(change);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(message),
  });
  expect(fs.existsSync(folder.path('security'))).toBe(false);
});

it.each([
  ['release --policy trust.json', 'Say where the release is to go'],
  ['release --environment staging', 'Say whom to trust'],
  [
    'release --environment staging --policy trust.json --key keys/laptop.pub',
    'Say whom to trust',
  ],
  [
    'release --environment staging --policy trust.json --out a.json',
    'both --out and --sign-with',
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
  const { code, stderr } = await companyos(...line.split(' '));
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
  write('evidence/artifact.json', Buffer.from(text));
  const { code, stderr } = await companyos(...gate, 'staging');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(message),
  });
});
