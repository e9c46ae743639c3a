import { TestDatabases } from '@backstage/backend-test-utils';
import { createException, keySigner, signStatement } from '@companyos/evidence';
import {
  releaseDetailsSchema,
  releasePageSchema,
  summariesSchema,
} from '@companyos/plugin-supply-chain-common';
import {
  artifactOf,
  bom,
  deployed,
  npm,
  otherKey,
  passed,
  pay,
  provenance,
  sign,
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

async function uploadAll(portal: TestPortal, bundles: Buffer[]) {
  for (const bundle of bundles) await portal.upload(bundle).expect(201);
}

describe('a release', () => {
  it('says what each piece of evidence comes to', async () => {
    const portal = await start();
    await uploadAll(portal, [
      await sign('slsaProvenance', provenance),
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
      await sign('release', {
        purl: 'pkg:generic/pay@1.0.0-rc.1?checksum=sha256%3A00',
      }),
      await sign('deployment', deployed('2026-11-01T12:00:00+02:00')),
      await sign('deployment', deployed('2026-11-01T11:00:00Z', 'staging')),
    ]);
    const { body } = await portal.get(RELEASE).expect(200);
    expect(releaseDetailsSchema.parse(body)).toMatchObject({
      version: '1.0.0-rc.1',
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
