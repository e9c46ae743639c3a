import { TestDatabases } from '@backstage/backend-test-utils';
import {
  createException,
  keySigner,
  signStatement,
  type ExceptionRequest,
} from '@companyos/evidence';
import {
  findingPageSchema,
  gateDecisionSchema,
} from '@companyos/plugin-supply-chain-common';
import {
  bom,
  newKey,
  npm,
  otherKey,
  passed,
  pay,
  provenance,
  scan,
  sign,
  signBytes,
  trustedKey,
} from './__testUtils__/evidence';
import {
  componentOf,
  startPortal,
  type TestPortal,
} from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const GATE = '/v1/gates/release';
const security = newKey();

/** One that opens everything, and Security for exceptions alone. */
const trust = {
  keys: [
    {
      name: 'pipeline',
      publicKey: trustedKey.publicKey,
      purpose: 'production',
    },
    {
      name: 'security',
      publicKey: security.publicKey,
      purpose: 'production',
      statements: ['openvex'],
    },
  ],
};

type Options = { artifacts?: string; trusts?: typeof trust };

async function start({ artifacts, trusts = trust }: Options = {}) {
  const annotations: Record<string, string> = artifacts
    ? { 'companyos.dev/artifact': artifacts }
    : {};
  const portal = await startPortal({
    databases,
    supplyChain: { trust: trusts },
    entities: [componentOf('pay', annotations), componentOf('crm')],
  });
  await portal.round();
  return portal;
}

const checkOf = (name: string) => ({ ...passed, configuration: [{ name }] });

/** A scan of just now. */
function scanNow(found: Parameters<typeof scan>[0] = []) {
  const now = new Date().toISOString();
  const made = scan(found);
  return {
    scanner: { ...made.scanner, db: { lastUpdate: now } },
    metadata: { scanStartedOn: now, scanFinishedOn: now },
  };
}

const critical = {
  id: 'GHSA-worst',
  score: '9.8',
  purl: 'pkg:npm/a@1.0.0',
  fixed: ['1.0.1'],
};

type Signing = Parameters<typeof sign>[2];

/** Everything that production wants. */
async function everything(found = [] as (typeof critical)[], by: Signing = {}) {
  return [
    await signBytes(pay.bytes),
    await sign('slsaProvenance', provenance, by),
    await sign('cyclonedx', bom([npm('a', '1.0.0')]), by),
    await sign('vulnerabilities', scanNow(found), by),
    await sign('testResult', checkOf('make test'), by),
    await sign('testResult', checkOf('semgrep'), by),
    await sign('testResult', checkOf('gitleaks'), by),
  ];
}

const day = 24 * 60 * 60 * 1000;

function exception(change: Partial<ExceptionRequest> = {}, key = security) {
  const made = createException({
    artifactName: 'pay',
    vulnerability: critical.id,
    package: critical.purl,
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    owner: 'group:default/pay',
    expires: new Date(Date.now() + 20 * day),
    made: new Date(Date.now() - day),
    ...change,
  });
  return signStatement(made, keySigner(key));
}

async function uploadAll(portal: TestPortal, bundles: Buffer[]) {
  await portal.upload(`[${bundles.join(',')}]`).expect(201);
}

async function ask(portal: TestPortal, environment = 'production') {
  const asked = { digest: pay.digest, environment };
  const { body } = await portal.post(GATE, asked).expect(200);
  const decision = gateDecisionSchema.parse(body);
  return {
    ...decision,
    codes: decision.violations
      .map(({ code, statement }) => [code, statement].filter(Boolean).join(' '))
      .sort(),
  };
}

it('allows a release with everything, and says by which policy', async () => {
  const portal = await start();
  await uploadAll(portal, await everything());
  const { codes, ...decision } = await ask(portal);
  expect({ codes, decision }).toEqual({
    codes: [],
    decision: {
      environment: 'production',
      artifact: { name: 'pay', digest: pay.digest },
      allow: true,
      violations: [],
      counted: { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 },
      excepted: [],
      policy: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
  });
  expect(portal.audited.at(-1)).toBe(
    `gate-decision ${JSON.stringify({
      gate: 'release',
      environment: 'production',
      entityRef: 'component:default/pay',
      digest: pay.digest,
      allow: true,
      violations: [],
      excepted: [],
      policy: decision.policy,
    })}`,
  );
});

it('denies what is missing, and an environment that nobody knows', async () => {
  const portal = await start();
  await uploadAll(portal, (await everything()).slice(0, 3));
  expect((await ask(portal)).codes).toEqual([
    'statement_absent sast',
    'statement_absent scan',
    'statement_absent secrets',
    'statement_absent test',
  ]);
  expect((await ask(portal, 'prod')).codes).toContain('environment_unknown');
  expect(portal.audited.at(-1)).toContain('"environment_unknown"');
});

it('denies what another key signed, each in its place', async () => {
  const portal = await start();
  await uploadAll(portal, await everything([], { key: otherKey }));
  expect((await ask(portal)).codes).toEqual(
    ['provenance', 'sast', 'sbom', 'scan', 'secrets', 'test'].map(
      name => `statement_not_verified ${name}`,
    ),
  );
});

it('takes the newest verified one, whatever nobody trusted sent afterwards', async () => {
  const portal = await start();
  await uploadAll(portal, await everything([critical]));
  expect((await ask(portal)).codes).toEqual(['critical_untriaged']);
  await uploadAll(portal, [await sign('vulnerabilities', scanNow())]);
  await uploadAll(portal, [
    await sign('vulnerabilities', scanNow([critical]), { key: otherKey }),
    await sign(
      'testResult',
      { ...checkOf('make test'), result: 'FAILED' },
      { key: otherKey },
    ),
  ]);
  expect((await ask(portal)).codes).toEqual([]);
  await uploadAll(portal, [
    await sign('testResult', { ...checkOf('make test'), result: 'FAILED' }),
  ]);
  expect((await ask(portal)).codes).toEqual(['check_failed test']);
});

describe('an exception', () => {
  it('of the product opens, by whom the policy lets sign it', async () => {
    const portal = await start();
    await uploadAll(portal, await everything([critical]));
    const { body } = await portal.upload(await exception()).expect(201);
    expect(await ask(portal)).toMatchObject({
      allow: true,
      excepted: [
        {
          vulnerability: critical.id,
          package: critical.purl,
          level: 'critical',
          owner: 'group:default/pay',
          source: `v1/attestations/${body.items[0].id}`,
        },
      ],
    });
  });

  it('that nobody trusted signed opens nothing, and the reason is told', async () => {
    const portal = await start();
    await uploadAll(portal, await everything([critical]));
    const { body } = await portal.upload(await exception({}, otherKey));
    const [{ message }] = (await ask(portal)).violations;
    expect(message).toContain(
      `The exception in 'v1/attestations/${body.items[0].id}' does not count: The signature was made with a key that the trust policy does not have.`,
    );
  });

  it('for another artifact of the entity is not for this one', async () => {
    const portal = await start({ artifacts: 'pay, pay-worker' });
    const about = { digest: pay.digest, name: 'pay-worker-1.0.0.tgz' };
    await uploadAll(portal, await everything([critical], about));
    await portal.upload(await exception()).expect(201);
    expect(await ask(portal)).toMatchObject({
      allow: false,
      artifact: { name: 'pay-worker' },
    });
    await portal
      .upload(await exception({ artifactName: 'pay-worker' }))
      .expect(201);
    expect((await ask(portal)).allow).toBe(true);
  });
});

describe('findings of a release', () => {
  const high = { ...critical, id: 'GHSA-high', score: '7.5' };
  const path = `/v1/releases/${pay.digest}/findings`;
  const triaged = async (portal: TestPortal, query = '') => {
    const { body } = await portal
      .get(`${path}?environment=production${query}`)
      .expect(200);
    return findingPageSchema.parse(body).items;
  };

  it('say in an environment which of them count, and why', async () => {
    const portal = await start();
    await uploadAll(portal, await everything([critical, high]));
    const without = await triaged(portal);
    expect(without.map(({ triage }) => triage)).toEqual([
      { counts: true, exceptions: [] },
      { counts: true, exceptions: [] },
    ]);
    const expires = new Date(Date.now() + 20 * day);
    const bundles = [
      await exception({ expires }),
      await exception({
        vulnerability: high.id,
        package: 'pkg:npm/a@2.0.0',
        expires,
      }),
      await exception({}, otherKey),
    ];
    const sources: string[] = [];
    for (const bundle of bundles) {
      const { body } = await portal.upload(bundle).expect(201);
      sources.push(`v1/attestations/${body.items[0].id}`);
    }
    const nobody = {
      source: sources[2],
      counts: false,
      why: 'The signature was made with a key that the trust policy does not have.',
    };
    const said = {
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      owner: 'group:default/pay',
      expires: expires.toISOString(),
    };
    const withThem = await triaged(portal);
    expect(withThem).toMatchObject([
      { vulnerability: critical.id, purl: 'pkg:npm/a', version: '1.0.0' },
      { vulnerability: high.id },
    ]);
    expect(withThem[0].triage).toEqual({
      counts: false,
      exceptions: expect.arrayContaining([
        {
          ...said,
          source: sources[0],
          counts: true,
          why: `it counts until ${expires.toISOString()}.`,
        },
        nobody,
      ]),
    });
    expect(withThem[1].triage).toEqual({
      counts: true,
      exceptions: expect.arrayContaining([
        {
          ...said,
          source: sources[1],
          counts: false,
          why: 'it is about pkg:npm/a@2.0.0.',
        },
        nobody,
      ]),
    });
    const { body: page } = await portal.get(`${path}?environment=production`);
    expect(findingPageSchema.parse(page).counted).toEqual([
      { level: 'critical', findings: 0 },
      { level: 'high', findings: 1 },
      { level: 'medium', findings: 0 },
      { level: 'low', findings: 0 },
      { level: 'unknown', findings: 0 },
    ]);
    // The gate counts the same.
    expect((await ask(portal)).counted).toMatchObject({ critical: 0, high: 1 });
    const [second, ...none] = await triaged(portal, '&level=high');
    expect([second, none]).toEqual([withThem[1], []]);
  });

  it('say nothing of environments where none is asked about, or known', async () => {
    const portal = await start();
    await uploadAll(portal, await everything([critical]));
    const { body } = await portal.get(path).expect(200);
    expect(body.items[0]).not.toHaveProperty('triage');
    const unknown = await portal.get(`${path}?environment=prod`).expect(400);
    expect(unknown.body.error.message).toMatch(/development, production, stag/);
    await portal.get(`${path}?environment=`).expect(400);
    await portal.get(`${path}?environment=production`, 'nobody').expect(401);
    await portal.get(`${path}?environment=production`, 'outsider').expect(403);
    await portal.get(`${path}?environment=production`, 'eve').expect(404);
  });
});

it('judges by the trust policy of now', async () => {
  const portal = await start();
  await uploadAll(portal, await everything());
  const [pipeline, other] = trust.keys;
  const expired = { ...pipeline, validUntil: '2026-01-01T00:00:00Z' };
  const after = await startPortal({
    databases,
    knex: portal.knex,
    supplyChain: { trust: { keys: [expired, other] } },
  });
  expect((await ask(after)).codes).toContain('statement_not_verified sbom');
});

it('answers nobody else, and says what is wrong with the question', async () => {
  const portal = await start();
  await uploadAll(portal, await everything());
  const { digest } = pay;
  const question = { digest, environment: 'production' };
  await portal.post(GATE, question, 'nobody').expect(401);
  const refused = await portal.post(GATE, question, 'outsider').expect(403);
  expect(refused.body.error.message).toMatch(/'supply-chain.evidence.read'/);
  // One that is hidden answers as one that is not there.
  await portal.post(GATE, question, 'eve').expect(404);
  await portal
    .post(GATE, { ...question, digest: `sha256:${'0'.repeat(64)}` })
    .expect(404);
  await portal.post(GATE, question, 'service').expect(200);
  const bad: [string, object, RegExp][] = [
    ['/v1/gates/merge', question, /Path is not valid: gate/],
    [GATE, {}, /Body is not valid: digest/],
    [GATE, { digest: 'main', environment: 'production' }, /digest: use/],
    [GATE, { digest }, /environment/],
    [GATE, { digest, environment: ' ' }, /environment/],
    [GATE, { ...question, entityRef: 'pay' }, /entityRef/],
    [GATE, { ...question, force: true }, /force/],
  ];
  for (const [path, body, message] of bad) {
    const { status, body: answer } = await portal.post(path, body);
    expect([body, status]).toEqual([body, 400]);
    expect(answer.error.message).toMatch(message);
  }
  expect(portal.audited.at(-1)).toBe('gate-decision failed: InputError');
});
