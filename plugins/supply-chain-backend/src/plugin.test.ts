import { TestDatabases } from '@backstage/backend-test-utils';
import {
  createException,
  digestOf,
  keySigner,
  signStatement,
} from '@companyos/evidence';
import { encodeCursor } from '@companyos/plugin-companyos-common';
import {
  releaseDetailsSchema,
  releasePageSchema,
  summariesSchema,
} from '@companyos/plugin-supply-chain-common';
import {
  artifactOf,
  bom,
  npm,
  otherKey,
  passed,
  pay,
  sign,
  signBytes,
  trustedKey,
} from './__testUtils__/evidence';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const PAY = '/v1/entities/component/default/pay';
const RELEASE = `/v1/releases/${pay.digest}`;

async function start() {
  const portal = await startPortal({ databases });
  await portal.round();
  return portal;
}

const deployed = (finishedOn: string, environment = 'production') =>
  ({
    environment,
    result: 'SUCCEEDED',
    strategy: 'rolling',
    startedOn: '2026-11-01T10:00:00Z',
    finishedOn,
    version: '1.0.0',
    deployer: { id: 'https://example.com/deploy.yml' },
  } as const);

async function uploadAll(portal: TestPortal, bundles: Buffer[]) {
  for (const bundle of bundles) await portal.upload(bundle).expect(201);
}

describe('an upload', () => {
  it('is kept byte for byte, verified, shown, and the same when it comes again', async () => {
    const portal = await start();
    const bundle = await sign('testResult', passed);
    // Spaces that no parser would keep.
    const sent = Buffer.from(`\n  ${bundle.toString()}\n`);
    const { body } = await portal.upload(sent).expect(201);
    const [item] = body.items;
    expect(item).toMatchObject({
      entityRef: 'component:default/pay',
      digest: pay.digest,
      kind: 'testResult',
      outcome: 'verified',
      code: 'EVIDENCE_VERIFIED',
      signer: { kind: 'key', root: 'laptop', purpose: 'development' },
      uploadedBy: 'external:ci',
      bundleDigest: digestOf(sent),
      size: sent.length,
      created: true,
    });
    const again = await portal.upload(sent).expect(200);
    expect(again.body.items).toEqual([{ ...item, created: false }]);

    const raw = await portal.get(`/v1/attestations/${item.id}`).buffer(true);
    expect(raw.text).toBe(sent.toString());
    const release = await portal.get(RELEASE).expect(200);
    expect(releaseDetailsSchema.parse(release.body)).toMatchObject({
      tests: [
        {
          outcome: 'verified',
          development: true,
          facts: { name: 'make test', result: 'PASSED', passed: 2 },
        },
      ],
      attestations: { total: 1, verified: 1 },
    });
    expect(portal.audited[0]).toMatch(
      /^attestation-upload .*"code":"EVIDENCE_VERIFIED","created":true/,
    );
  });

  it('of several bundles keeps each with its own bytes', async () => {
    const portal = await start();
    const first = await sign('testResult', passed);
    const second = await signBytes(pay.bytes);
    const { body } = await portal
      .upload(`[ ${first}\n, ${second} ]`)
      .expect(201);
    expect(body.items).toMatchObject([
      { kind: 'testResult', bundleDigest: digestOf(first) },
      {
        kind: 'signature',
        bundleDigest: digestOf(second),
        outcome: 'unverifiable',
        code: 'EVIDENCE_ARTIFACT_NEEDED',
      },
    ]);
    // One that is new makes it 201, none 200.
    await portal
      .upload(
        `[${first},${await sign('testResult', {
          ...passed,
          result: 'FAILED',
        })}]`,
      )
      .expect(201);
    await portal.upload(`[${first},${second}]`).expect(200);
  });

  it('that nobody trusted has signed is kept, shown as such, and never a fact', async () => {
    const portal = await start();
    const bundle = await sign('cyclonedx', bom([npm('left-pad', '1.0.0')]), {
      key: otherKey,
    });
    const { body } = await portal.upload(bundle).expect(201);
    expect(body.items[0]).toMatchObject({
      outcome: 'failed',
      code: 'EVIDENCE_KEY_UNTRUSTED',
    });
    const release = await portal.get(RELEASE).expect(200);
    expect(release.body.sbom).toEqual({
      outcome: 'failed',
      code: 'EVIDENCE_KEY_UNTRUSTED',
      reason: expect.any(String),
      attestationId: body.items[0].id,
    });
    const found = await portal.get('/v1/components?purl=pkg:npm/left-pad');
    expect(found.body.items).toEqual([]);
    const inside = await portal.get(`${RELEASE}/components`);
    expect(inside.body.items).toEqual([]);
  });

  it('that comes twenty times at once is kept once', async () => {
    const portal = await start();
    const bundle = await sign('cyclonedx', bom([npm('left-pad', '1.0.0')]));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => portal.upload(bundle)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(19).fill(200),
      201,
    ]);
    await expect(portal.knex('attestations').pluck('kind')).resolves.toEqual([
      'cyclonedx',
    ]);
    await expect(
      portal.knex('release_components').count(),
    ).resolves.toMatchObject([{ count: '1' }]);
  });
});

describe('a release', () => {
  it('says what each piece of evidence comes to', async () => {
    const portal = await start();
    await uploadAll(portal, [
      await sign('slsaProvenance', {
        buildDefinition: {
          buildType: 'https://example.com/make',
          externalParameters: {},
          resolvedDependencies: [
            {
              uri: 'git+https://github.com/acme/pay',
              digest: { gitCommit: 'a'.repeat(40) },
            },
          ],
        },
        runDetails: { builder: { id: 'https://example.com/ci' } },
      }),
      await sign(
        'cyclonedx',
        bom(
          [
            { ...npm('a', '1.0.0'), licenses: [{ license: { id: 'MIT' } }] },
            { ...npm('b', '2.0.0'), licenses: [{ expression: 'MIT' }] },
            { name: 'notes', version: '3' },
          ],
          [
            ['root', 'a@1.0.0'],
            ['a@1.0.0', 'b@2.0.0'],
            ['b@2.0.0', 'a@1.0.0'],
          ],
        ),
      ),
      await sign('vulnerabilities', {
        scanner: {
          uri: 'pkg:github/google/osv-scanner',
          version: '2.2.0',
          db: { lastUpdate: '2026-11-01T00:00:00Z' },
          result: [
            {
              id: 'GHSA-1111-2222-3333',
              severity: [{ method: 'cvss_score', score: '9.8' }],
              annotations: [
                { purl: 'pkg:npm/a@1.0.0' },
                { purl: 'pkg:npm/b@2.0.0' },
              ],
            },
            { id: 'OSV-1', severity: [] },
          ],
        },
        metadata: {
          scanStartedOn: '2026-11-01T10:00:00Z',
          scanFinishedOn: '2026-11-01T10:00:05Z',
        },
      }),
      await sign('release', { purl: 'pkg:npm/%40acme/pay@1.0.0' }),
      await sign('deployment', deployed('2026-11-01T12:00:00+02:00')),
      await sign('deployment', deployed('2026-11-01T11:00:00Z', 'staging')),
    ]);
    const { body } = await portal.get(RELEASE).expect(200);
    expect(releaseDetailsSchema.parse(body)).toMatchObject({
      version: '1.0.0',
      signature: { outcome: 'absent', code: 'EVIDENCE_ABSENT' },
      scan: {
        outcome: 'verified',
        facts: {
          scanner: 'pkg:github/google/osv-scanner 2.2.0',
          findings: 3,
          byLevel: [
            { level: 'critical', findings: 2 },
            { level: 'high', findings: 0 },
            { level: 'medium', findings: 0 },
            { level: 'low', findings: 0 },
            { level: 'unknown', findings: 1 },
          ],
        },
      },
      provenance: {
        outcome: 'verified',
        facts: {
          builder: 'https://example.com/ci',
          source: 'git+https://github.com/acme/pay',
          commit: 'a'.repeat(40),
        },
      },
      sbom: {
        outcome: 'verified',
        facts: {
          format: 'CycloneDX 1.6',
          components: 3,
          withoutPurl: 1,
          licences: [
            { name: 'MIT', components: 2 },
            { name: 'NONE', components: 1 },
          ],
          depth: 2,
        },
      },
      tests: [],
      // By time, whatever the time zone they are written in.
      deployments: [{ environment: 'staging' }, { environment: 'production' }],
      attestations: { total: 6, verified: 6 },
    });
    expect(body.bundles).toHaveLength(6);

    const components = await portal.get(`${RELEASE}/components`).expect(200);
    expect(components.body.items).toEqual([
      { name: 'notes', version: '3' },
      {
        purl: 'pkg:npm/a',
        name: 'a',
        version: '1.0.0',
        licence: 'MIT',
        depth: 1,
      },
      {
        purl: 'pkg:npm/b',
        name: 'b',
        version: '2.0.0',
        licence: 'MIT',
        depth: 2,
      },
    ]);
    const some = await portal.get(`${RELEASE}/components?query=NPM/B`);
    expect(some.body.items).toMatchObject([{ name: 'b' }]);
    const deployments = await portal.get(`${PAY}/deployments`).expect(200);
    expect(deployments.body.items).toEqual(body.deployments);
  });

  it('stands in lists, newest first, which page by cursor', async () => {
    const portal = await start();
    const digests: string[] = [];
    for (const version of ['1', '2', '3']) {
      const { digest } = artifactOf(version);
      digests.unshift(digest);
      await uploadAll(portal, [
        await sign('testResult', passed, { digest }),
        await sign('deployment', deployed(`2026-11-0${version}T12:00:00Z`), {
          digest,
        }),
      ]);
    }
    for (const list of ['releases', 'deployments']) {
      const first = await portal.get(`${PAY}/${list}?limit=2`).expect(200);
      const second = await portal
        .get(`${PAY}/${list}?limit=2&cursor=${first.body.nextCursor}`)
        .expect(200);
      const shown = [...first.body.items, ...second.body.items];
      expect(shown.map(({ digest }) => digest)).toEqual(digests);
      expect(second.body.nextCursor).toBeUndefined();
    }
    const all = await portal.get(`${PAY}/releases`).expect(200);
    expect(releasePageSchema.parse(all.body).totalItems).toBe(3);

    const { body } = await portal.post('/v1/summaries', {
      entityRefs: [
        'Component:default/pay',
        'component:default/crm',
        'component:default/none',
      ],
    });
    expect(summariesSchema.parse(body).summaries).toMatchObject({
      'component:default/pay': { releases: 3, latest: { digest: digests[0] } },
      'component:default/crm': { releases: 0 },
      'component:default/none': null,
    });
  });

  it('of an artifact that two entities have is that of the one asked for', async () => {
    const portal = await start();
    const bundle = await sign('testResult', passed);
    await portal.upload(bundle, 'service', 'component:default/crm').expect(201);
    await portal.upload(bundle).expect(201);
    const first = await portal.get(RELEASE).expect(200);
    expect(first.body.entityRef).toBe('component:default/crm');
    const asked = await portal
      .get(`${RELEASE}?entityRef=component:default/pay`)
      .expect(200);
    expect(asked.body.entityRef).toBe('component:default/pay');
  });
});

it('shows exceptions of a product with each of its releases, and as no release', async () => {
  const portal = await start();
  const request = {
    artifactName: 'pay',
    vulnerability: 'GHSA-1111-2222-3333',
    package: 'pkg:npm/a@1.0.0',
    status: 'not_affected',
    justification: 'component_not_present',
    owner: 'group:default/pay',
    expires: '2030-01-31',
    made: new Date('2026-11-01T10:00:00Z'),
  } as const;
  const exception = createException(request);
  const ofAnother = createException({ ...request, artifactName: 'crm' });
  const signed = (statement: typeof exception, key = trustedKey) =>
    signStatement(statement, keySigner(key));
  await uploadAll(portal, [
    await sign('testResult', passed),
    await signed(exception),
    await signed(exception, otherKey),
  ]);
  const { body } = await portal.get(RELEASE).expect(200);
  expect(releaseDetailsSchema.parse(body).exceptions).toEqual([
    {
      attestationId: expect.any(String),
      development: true,
      vulnerability: 'GHSA-1111-2222-3333',
      aliases: [],
      packages: ['pkg:npm/a@1.0.0'],
      status: 'not_affected',
      justification: 'component_not_present',
      owner: 'group:default/pay',
      made: '2026-11-01T10:00:00.000Z',
      expires: '2030-01-31T00:00:00.000Z',
    },
  ]);
  const list = await portal.get(`${PAY}/releases`).expect(200);
  expect(list.body).toMatchObject({
    totalItems: 1,
    items: [{ digest: pay.digest }],
  });
  const summaries = await portal.post('/v1/summaries', {
    entityRefs: ['component:default/pay'],
  });
  expect(summaries.body.summaries['component:default/pay']).toMatchObject({
    releases: 1,
    latest: { digest: pay.digest, exceptions: [{ status: 'not_affected' }] },
  });
  // That of another product is about no release of this one.
  await portal.upload(await signed(ofAnother)).expect(201);
  const after = await portal.get(RELEASE).expect(200);
  expect(after.body.exceptions).toHaveLength(1);
});

it('shows nobody what they may not read', async () => {
  const portal = await start();
  const bundle = await sign('cyclonedx', bom([npm('left-pad', '1.0.0')]));
  const { body } = await portal.upload(bundle).expect(201);
  const paths = [
    `${PAY}/releases`,
    `${PAY}/deployments`,
    RELEASE,
    `${RELEASE}/components`,
    `/v1/attestations/${body.items[0].id}`,
  ];
  for (const path of paths) {
    await portal.get(path).expect(200);
    await portal.get(path, 'eve').expect(404);
  }
  const usages = '/v1/components?purl=pkg:npm/left-pad';
  expect((await portal.get(usages)).body.items).toHaveLength(1);
  expect((await portal.get(usages, 'eve')).body.items).toEqual([]);
  const summaries = await portal.post(
    '/v1/summaries',
    { entityRefs: ['component:default/pay', 'component:default/crm'] },
    'eve',
  );
  expect(summaries.body.summaries).toEqual({
    'component:default/pay': null,
    'component:default/crm': { releases: 0 },
  });
  // One that is hidden answers as one that is not there.
  await portal.upload(bundle, 'eve').expect(404);
});

describe('who uploads', () => {
  it('is a service, or a person for what they own, with a token as well', async () => {
    const portal = await start();
    const bundle = await sign('testResult', passed);
    const refused = await portal.upload(bundle, 'bo').expect(403);
    expect(refused.body.error.message).toBe(
      'user:default/bo may not upload evidence of component:default/pay: it is owned by group:default/pay',
    );
    await portal.upload(bundle, 'token of bo').expect(403);
    await portal.upload(bundle, 'ada', 'component:default/crm').expect(403);
    await expect(portal.knex('releases').pluck('id')).resolves.toEqual([]);
    const mine = await portal.upload(bundle, 'token of ada').expect(201);
    expect(mine.body.items[0].uploadedBy).toBe('user:default/ada');
    await portal.upload(bundle, 'ada').expect(200);
  });

  it('is nobody without sign-in or permission', async () => {
    const portal = await start();
    const bundle = await sign('testResult', passed);
    await portal.upload(bundle, 'nobody').expect(401);
    for (const name of ['outsider', 'reader']) {
      const { body } = await portal.upload(bundle, name).expect(403);
      expect(body.error.message).toMatch(/'supply-chain.attestation.create'/);
    }
    await portal
      .upload(bundle, 'service', 'component:default/none')
      .expect(404);
    expect(portal.audited.at(-1)).toBe(
      'attestation-upload failed: NotFoundError',
    );
  });
});

describe('bad requests', () => {
  it('GET is 400 and says why', async () => {
    const portal = await start();
    await portal.upload(await sign('testResult', passed)).expect(201);
    const requests: [string, RegExp][] = [
      [`${PAY}/releases?limit=0`, /Query is not valid: limit/],
      [`${PAY}/releases?cursor=nonsense`, /'cursor'/],
      [`${PAY}/releases?cursor=${encodeCursor({ i: 1e15 })}`, /'cursor'/],
      [`${PAY}/deployments?limit=x`, /Query is not valid: limit/],
      [
        `${PAY}/deployments?cursor=${encodeCursor({ f: '\0', i: 'x' })}`,
        /'cursor'/,
      ],
      ['/v1/entities/component/default/a%20b/releases', /Path is not valid/],
      ['/v1/entities/component/default/a%20b/deployments', /Path is not valid/],
      ['/v1/releases/sha256:ABC', /Path is not valid: digest: use a digest/],
      [`${RELEASE}?entityRef=pay`, /Query is not valid: entityRef/],
      ['/v1/releases/main/components', /Path is not valid: digest/],
      [`${RELEASE}/components?query=%00`, /Query is not valid: query/],
      [`${RELEASE}/components?cursor=${encodeCursor({ n: 1 })}`, /'cursor'/],
      ['/v1/attestations/1', /Path is not valid: id/],
      ['/v1/components', /Query is not valid: purl/],
      ['/v1/components?purl=left-pad', /Query is not valid: purl/],
      ['/v1/components?purl=pkg:npm/', /Query is not valid: purl/],
      ['/v1/components?purl=pkg:n%2520pm/a', /Query is not valid: purl/],
      ['/v1/components?purl=pkg:npm/a&range=latest', /range: 'latest'/],
    ];
    for (const [path, message] of requests) {
      const { status, body } = await portal.get(path);
      expect([path, status]).toEqual([path, 400]);
      expect(body.error.message).toMatch(message);
    }
    const tooMany = Array.from({ length: 1001 }, (_, i) => `component:a/b${i}`);
    await portal.post('/v1/summaries', { entityRefs: tooMany }).expect(400);
    await portal.post('/v1/summaries', { entityRefs: ['pay'] }).expect(400);
  });

  it('are 401 without sign-in, 403 without permission, 404 without an object', async () => {
    const portal = await start();
    const { body } = await portal.upload(await sign('testResult', passed));
    const gets = [
      `${PAY}/releases`,
      `${PAY}/deployments`,
      RELEASE,
      `${RELEASE}/components`,
      '/v1/components?purl=pkg:npm/a',
      `/v1/attestations/${body.items[0].id}`,
    ];
    for (const path of gets) {
      await portal.get(path, 'nobody').expect(401);
      const refused = await portal.get(path, 'outsider').expect(403);
      expect(refused.body.error.message).toMatch(
        /'supply-chain.evidence.read'/,
      );
    }
    await portal.get('/openapi.json', 'nobody').expect(401);
    await portal
      .post('/v1/summaries', { entityRefs: [] }, 'nobody')
      .expect(401);
    await portal
      .post('/v1/summaries', { entityRefs: [] }, 'outsider')
      .expect(403);
    const none = '00000000-0000-4000-8000-000000000000';
    await portal.get(`/v1/attestations/${none}`).expect(404);
    await portal.get(`/v1/releases/sha256:${'0'.repeat(64)}`).expect(404);
    await portal
      .get(`/v1/releases/sha256:${'0'.repeat(64)}/components`)
      .expect(404);
    await portal
      .get('/v1/entities/component/default/none/releases')
      .expect(404);
  });
});

it('describes its endpoints', async () => {
  const portal = await start();
  const { body } = await portal.get('/openapi.json').expect(200);
  expect(body).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'supply-chain' },
  });
  expect(
    Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map(method => `${method} ${path}`),
    ),
  ).toEqual([
    'post /v1/attestations',
    'get /v1/attestations/{id}',
    'get /v1/entities/{kind}/{namespace}/{name}/releases',
    'get /v1/entities/{kind}/{namespace}/{name}/deployments',
    'get /v1/releases/{digest}',
    'get /v1/releases/{digest}/components',
    'get /v1/components',
    'post /v1/summaries',
  ]);
});
