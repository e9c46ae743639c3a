import { TestDatabases } from '@backstage/backend-test-utils';
import {
  bom,
  npm,
  otherKey,
  passed,
  pay,
  sign,
  trust,
} from './__testUtils__/evidence';
import { componentOf, startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const nobody = { keys: [] };
const another = {
  keys: [
    ...trust.keys,
    {
      name: 'other',
      publicKey: otherKey.publicKey,
      purpose: 'production',
    },
  ],
};

it('takes back what a key that is revoked has signed, and gives it again', async () => {
  const before = await startPortal({ databases });
  await before.round();
  const { knex } = before;
  await before
    .upload(await sign('cyclonedx', bom([npm('left-pad', '1.0.0')])))
    .expect(201);
  // More than one batch.
  for (let index = 0; index < 12; index++)
    await before.upload(await sign('testResult', passed)).expect(201);
  await before.round();
  expect(before.audited.filter(event => /verdict/.test(event))).toEqual([]);

  const revoked = await startPortal({
    databases,
    knex,
    supplyChain: { trust: nobody },
  });
  await revoked.round();
  const after = await revoked.get(`/v1/releases/${pay.digest}`).expect(200);
  expect(after.body).toMatchObject({
    sbom: { outcome: 'unverifiable', code: 'EVIDENCE_TRUST_MISSING' },
    attestations: { total: 13, verified: 0 },
  });
  expect(after.body.sbom).not.toHaveProperty('facts');
  const usages = '/v1/components?purl=pkg:npm/left-pad';
  expect((await revoked.get(usages)).body.items).toEqual([]);
  const verdicts = revoked.audited.filter(event => /verdict/.test(event));
  expect(verdicts).toHaveLength(13);
  expect(verdicts[0]).toMatch(
    /"before":"EVIDENCE_VERIFIED","code":"EVIDENCE_TRUST_MISSING"/,
  );

  const again = await startPortal({
    databases,
    knex,
    supplyChain: { trust: another },
  });
  await again.round();
  expect((await again.get(usages)).body.items).toHaveLength(1);
  const whole = await again.get(`/v1/releases/${pay.digest}`).expect(200);
  expect(whole.body).toMatchObject({
    sbom: { outcome: 'verified', facts: { components: 1 } },
    attestations: { total: 13, verified: 13 },
  });
});

it('gives what came before its key', async () => {
  const before = await startPortal({ databases });
  await before.round();
  const bundle = await sign('testResult', passed, { key: otherKey });
  expect((await before.upload(bundle)).body.items[0].outcome).toBe('failed');
  const after = await startPortal({
    databases,
    knex: before.knex,
    supplyChain: { trust: another },
  });
  await after.round();
  const { body } = await after.get(`/v1/releases/${pay.digest}`).expect(200);
  expect(body.tests).toMatchObject([
    { outcome: 'verified', facts: { result: 'PASSED' } },
  ]);
  expect(body.tests[0]).not.toHaveProperty('development');
});

it('looks again at what has become old, when a key has expired meanwhile', async () => {
  const [key] = trust.keys;
  const validUntil = new Date(Date.now() + 3000);
  const portal = await startPortal({
    databases,
    supplyChain: {
      trust: { keys: [{ ...key, validUntil: validUntil.toISOString() }] },
      verifyAgainAfter: 0.0001,
    },
  });
  await portal.round();
  const { body } = await portal
    .upload(await sign('testResult', passed))
    .expect(201);
  expect(body.items[0].outcome).toBe('verified');
  await new Promise(resolve => {
    setTimeout(resolve, validUntil.getTime() - Date.now() + 500);
  });
  await portal.round();
  const after = await portal.get(`/v1/releases/${pay.digest}`).expect(200);
  expect(after.body.bundles[0]).toMatchObject({
    outcome: 'unverifiable',
    code: 'EVIDENCE_TIME_UNPROVEN',
  });
});

it('keeps the evidence of an entity that has left the catalog', async () => {
  const before = await startPortal({ databases });
  await before.round();
  await before.upload(await sign('testResult', passed)).expect(201);
  const after = await startPortal({
    databases,
    knex: before.knex,
    entities: [componentOf('crm')],
    supplyChain: { trust: another },
  });
  await after.round();
  await expect(after.knex('attestations').pluck('outcome')).resolves.toEqual([
    'verified',
  ]);
  await after.get('/v1/entities/component/default/pay/releases').expect(404);
});
