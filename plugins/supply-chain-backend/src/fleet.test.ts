import { TestDatabases } from '@backstage/backend-test-utils';
import {
  createException,
  keySigner,
  signStatement,
  type ExceptionRequest,
} from '@companyos/evidence';
import {
  exceptionPageSchema,
  fleetSummarySchema,
  releasePageSchema,
  runningPageSchema,
} from '@companyos/plugin-supply-chain-common';
import {
  artifactOf,
  bom,
  deployed,
  otherKey,
  passed,
  provenance,
  scan,
  sign,
  signBytes,
  trustedKey,
} from './__testUtils__/evidence';
import { startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const [payOld, payNew, crmNew] = ['pay 1', 'pay 2', 'crm 1'].map(artifactOf);
const CRM = 'component:default/crm';
const DAY = 24 * 3600 * 1000;

function exception(request: Partial<ExceptionRequest> = {}): Promise<Buffer> {
  return signStatement(
    createException({
      artifactName: 'pay',
      vulnerability: 'GHSA-worst',
      package: 'pkg:npm/b',
      status: 'not_affected',
      justification: 'component_not_present',
      owner: 'group:default/pay',
      made: new Date(),
      expires: new Date(Date.now() + 10 * DAY),
      ...request,
    }),
    keySigner(trustedKey),
  );
}

/** `pay` with all but a scan, after one with less; `crm` with a bundle that nobody trusted has signed. */
async function start() {
  const portal = await startPortal({ databases });
  await portal.round();
  const upload = async (bundle: Buffer, entityRef?: string) =>
    portal.upload(bundle, 'service', entityRef).expect(201);
  const { digest } = payNew;
  await upload(await sign('testResult', passed, payOld));
  await upload(
    await sign('deployment', deployed('2026-11-01T10:00:00Z'), payOld),
  );
  await upload(
    await sign(
      'deployment',
      deployed('2026-11-01T11:00:00Z', 'staging'),
      payOld,
    ),
  );
  await upload(await signBytes(payNew.bytes));
  await upload(await sign('slsaProvenance', provenance, { digest }));
  await upload(await sign('cyclonedx', bom([]), { digest }));
  await upload(
    await sign('deployment', deployed('2026-11-02T10:00:00Z'), { digest }),
  );
  await upload(
    await sign(
      'deployment',
      { ...deployed('2026-11-03T10:00:00Z', 'staging'), result: 'FAILED' },
      { digest },
    ),
  );
  await upload(
    await sign('vulnerabilities', scan([]), {
      digest: crmNew.digest,
      key: otherKey,
    }),
    CRM,
  );
  return { portal, upload };
}

it('lists the newest release of each entity, by what it lacks and by name', async () => {
  const { portal } = await start();
  const digests = async (query: string, name?: string) => {
    const { body } = await portal.get(`/v1/releases${query}`, name).expect(200);
    return releasePageSchema.parse(body).items.map(({ digest }) => digest);
  };
  const all = [crmNew.digest, payNew.digest];
  await expect(digests('')).resolves.toEqual(all);
  await expect(digests('?lacks=signature')).resolves.toEqual([crmNew.digest]);
  await expect(digests('?lacks=provenance')).resolves.toEqual([crmNew.digest]);
  await expect(digests('?lacks=scan')).resolves.toEqual(all);
  await expect(digests('?query=PA')).resolves.toEqual([payNew.digest]);
  await expect(digests('', 'eve')).resolves.toEqual([crmNew.digest]);
  const first = await portal.get('/v1/releases?limit=1').expect(200);
  await expect(
    digests(`?limit=1&cursor=${first.body.nextCursor}`),
  ).resolves.toEqual([payNew.digest]);
});

it('lists what runs where, and what of it nobody knows how it was built', async () => {
  const { portal } = await start();
  const running = async (query: string, name?: string) => {
    const { body } = await portal
      .get(`/v1/deployments${query}`, name)
      .expect(200);
    return runningPageSchema
      .parse(body)
      .items.map(one => [one.environment, one.digest, one.provenance]);
  };
  const production = ['production', payNew.digest, true];
  // The newer release failed there, so the older one is what runs.
  const staging = ['staging', payOld.digest, false];
  await expect(running('')).resolves.toEqual([production, staging]);
  await expect(running('?lacks=provenance')).resolves.toEqual([staging]);
  await expect(running('?environment=production')).resolves.toEqual([
    production,
  ]);
  await expect(running('', 'eve')).resolves.toEqual([]);
  const first = await portal.get('/v1/deployments?limit=1').expect(200);
  await expect(
    running(`?limit=1&cursor=${first.body.nextCursor}`),
  ).resolves.toEqual([staging]);
});

it('lists exceptions, those that end first before the others', async () => {
  const { portal, upload } = await start();
  await upload(await exception({ expires: new Date(Date.now() + 90 * DAY) }));
  await upload(await exception({ vulnerability: 'GHSA-soon' }));
  const exceptions = async (query: string, name?: string) => {
    const { body } = await portal
      .get(`/v1/exceptions${query}`, name)
      .expect(200);
    return exceptionPageSchema
      .parse(body)
      .items.map(one => [one.entityRef, one.vulnerability]);
  };
  const soon = ['component:default/pay', 'GHSA-soon'];
  const later = ['component:default/pay', 'GHSA-worst'];
  await expect(exceptions('')).resolves.toEqual([soon, later]);
  const before = new Date(Date.now() + 30 * DAY).toISOString();
  await expect(exceptions(`?before=${before}`)).resolves.toEqual([soon]);
  await expect(exceptions('', 'eve')).resolves.toEqual([]);
  const first = await portal.get('/v1/exceptions?limit=1').expect(200);
  await expect(
    exceptions(`?limit=1&cursor=${first.body.nextCursor}`),
  ).resolves.toEqual([later]);
});

it('says in numbers what stands out', async () => {
  const { portal, upload } = await start();
  await upload(await exception());
  const summary = async (name?: string) => {
    const { body } = await portal.get('/v1/fleet', name).expect(200);
    return fleetSummarySchema.parse(body);
  };
  await expect(summary()).resolves.toEqual({
    entities: 2,
    lacks: { signature: 1, provenance: 1, sbom: 1, scan: 2 },
    running: 2,
    runningWithoutProvenance: 1,
    exceptions: { total: 1, expired: 0, expiring: 1 },
  });
  await expect(summary('eve')).resolves.toEqual({
    entities: 1,
    lacks: { signature: 1, provenance: 1, sbom: 1, scan: 1 },
    running: 0,
    runningWithoutProvenance: 0,
    exceptions: { total: 0, expired: 0, expiring: 0 },
  });
});

it('lists nothing of what the catalog does not have any more', async () => {
  const { portal } = await start();
  await portal.knex('entity_mirror').where({ entity_ref: CRM }).delete();
  const { body } = await portal.get('/v1/releases').expect(200);
  expect(body.items).toMatchObject([{ digest: payNew.digest }]);
});
