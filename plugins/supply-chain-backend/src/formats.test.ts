import { TestDatabases } from '@backstage/backend-test-utils';
import { releaseDetailsSchema } from '@companyos/plugin-supply-chain-common';
import {
  artifactOf,
  bom,
  newKey,
  npm,
  pay,
  sign,
  signAnything,
  spdx,
  trust,
} from './__testUtils__/evidence';
import { startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const RELEASE = `/v1/releases/${pay.digest}`;

async function start() {
  const portal = await startPortal({ databases });
  await portal.round();
  return portal;
}

it.each(['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'])(
  'CycloneDX %s is taken in, and refused with the reason when it is not valid',
  async specVersion => {
    const portal = await start();
    const valid = { ...bom([npm('a', '1.0.0')]), specVersion, version: 1 };
    valid.metadata!.component!.version = '1.0.0';
    await portal.upload(await sign('cyclonedx', valid)).expect(201);
    const { body } = await portal.get(RELEASE).expect(200);
    expect(body.sbom).toMatchObject({
      outcome: 'verified',
      facts: { format: `CycloneDX ${specVersion}`, components: 1 },
    });
    const invalid = structuredClone(valid);
    invalid.components![0].type = 'thing';
    const refused = await portal
      .upload(await sign('cyclonedx', invalid))
      .expect(400);
    expect(refused.body.error.message).toMatch(
      `The bill of materials is not valid CycloneDX ${specVersion}: /components/0/type must be equal to one of the allowed values`,
    );
  },
);

it('SPDX is a bill of materials like any other', async () => {
  const portal = await start();
  const old = artifactOf('pay 0.9.0');
  await portal
    .upload(
      await sign(
        'spdx2',
        spdx({
          packages: ['pay', 'a', 'b'],
          relationships: ['DOCUMENT DESCRIBES pay', 'pay DEPENDS_ON a'],
        }),
      ),
    )
    .expect(201);
  await portal
    .upload(
      await sign('cyclonedx', bom([npm('a', '0.9.0')]), { digest: old.digest }),
    )
    .expect(201);
  const { body } = await portal.get(RELEASE).expect(200);
  expect(releaseDetailsSchema.parse(body).sbom).toMatchObject({
    outcome: 'verified',
    facts: {
      format: 'SPDX 2.3',
      components: 2,
      licences: [{ name: 'MIT', components: 2 }],
      depth: 1,
    },
  });
  const usages = await portal.get('/v1/components?purl=pkg:npm/a&range=^1.0.0');
  expect(usages.body.items).toMatchObject([
    { digest: pay.digest, version: '1.0.0' },
  ]);
  const changes = await portal
    .get(`${RELEASE}/changes?since=${old.digest}`)
    .expect(200);
  expect(changes.body.components).toMatchObject({ added: 1, changed: 1 });
  const lacking = await portal.get('/v1/releases?lacks=sbom').expect(200);
  expect(lacking.body.items).toEqual([]);
});

describe('what is no bill of materials that is read', () => {
  const vex = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    vulnerabilities: [
      { id: 'CVE-2026-1', analysis: { state: 'not_affected' } },
    ],
  };
  const tags = 'SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n';
  const json = [
    ['https://cyclonedx.org/bom', vex, /components: a document about vuln/],
    [
      'https://spdx.dev/Document',
      tags,
      /SPDX as tags and values.*use its JSON/,
    ],
    ['https://spdx.dev/Document/v2.3', tags, /SPDX as tags and values/],
  ] as const;

  it.each(json)('of %s fails, and says why', async (type, body, reason) => {
    const portal = await start();
    await portal.upload(await signAnything(type, body)).expect(201);
    const { body: release } = await portal.get(RELEASE).expect(200);
    expect(release.sbom).toMatchObject({
      outcome: 'failed',
      code: 'EVIDENCE_PREDICATE_INVALID',
      reason: expect.stringMatching(reason),
    });
    expect(release.sbom).not.toHaveProperty('facts');
    const lacking = await portal.get('/v1/releases?lacks=sbom').expect(200);
    expect(lacking.body.items).toHaveLength(1);
  });

  const spdx3 = {
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [{ type: 'SpdxDocument' }],
  };

  it('SPDX 3 is refused by name', async () => {
    const portal = await start();
    const { body } = await portal
      .upload(await sign('spdx3', spdx3))
      .expect(400);
    expect(body.error.message).toMatch(/SPDX 3 is not read here/);
  });

  it('fails as well when its key is trusted later', async () => {
    const portal = await start();
    const late = newKey();
    await portal.upload(await sign('spdx3', spdx3, { key: late })).expect(201);
    const [laptop] = trust.keys;
    const keys = [laptop, { ...laptop, name: 'l', publicKey: late.publicKey }];
    const after = await startPortal({
      databases,
      knex: portal.knex,
      supplyChain: { trust: { keys } },
    });
    await after.round();
    const { body } = await after.get(RELEASE).expect(200);
    expect(body.bundles).toMatchObject([
      {
        kind: 'spdx3',
        outcome: 'failed',
        code: 'EVIDENCE_PREDICATE_INVALID',
        reason: expect.stringContaining('SPDX 3 is not read here'),
      },
    ]);
  });
});
