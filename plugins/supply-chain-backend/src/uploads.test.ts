import { TestDatabases } from '@backstage/backend-test-utils';
import { digestOf } from '@companyos/evidence';
import { releaseDetailsSchema } from '@companyos/plugin-supply-chain-common';
import {
  bom,
  npm,
  otherKey,
  passed,
  pay,
  sign,
  signBytes,
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
        outcome: 'verified',
        code: 'EVIDENCE_VERIFIED',
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
      verifiedAt: body.items[0].verifiedAt,
    });
    const found = await portal.get('/v1/components?purl=pkg:npm/left-pad');
    expect(found.body.items).toEqual([]);
    const inside = await portal.get(`${RELEASE}/components`);
    expect(inside.body.items).toEqual([]);
  });

  it('of which twenty duplicates come in parallel is kept once', async () => {
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
    await expect(portal.knex('boms').count()).resolves.toMatchObject([
      { count: '1' },
    ]);
  });
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
