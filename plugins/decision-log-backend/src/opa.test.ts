import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Instance } from '@companyos/plugin-decision-log-common';
import { LoggingOpa } from './__testUtils__/LoggingOpa';
import { LossyProxy } from './__testUtils__/LossyProxy';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const PAY = '/v1/entities/component/default/pay';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function startOpa(url: string, token: string): Promise<LoggingOpa> {
  const opa = await LoggingOpa.start({ url: `${url}/v1`, token });
  stops.push(() => opa.stop());
  return opa;
}

async function instanceWith(
  portal: TestPortal,
  isWanted: (instance: Instance) => boolean,
): Promise<Instance> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const { body } = await portal.get('/v1/instances');
    const found = body.items.find(isWanted);
    if (found) return found;
    await sleep(100);
  }
  const { body } = await portal.get('/v1/instances');
  throw new Error(`No such instance: ${JSON.stringify(body.items)}`);
}

it('keeps everything that a real OPA logs, once', async () => {
  const portal = await startPortal({ databases });
  const opa = await startOpa(portal.url, portal.opaToken);
  const big = '{"subject":{"id":"ada"},"account":9007199254740993123}';
  const ids = {
    allow: await opa.decide('pay/decision', big),
    deny: await opa.decide('pay/decision', { subject: { id: 'eve' } }),
    boolean: await opa.decide('pay/flag', { subject: { id: 'ada' } }),
    undefined: await opa.decide('pay/flag', { subject: { id: 'eve' } }),
  };
  // Of an error OPA does not say under which id it is logged.
  await opa.decide('pay/conflict', { clash: true });
  await opa.query('data.pay.decision = x');
  const instance = await instanceWith(
    portal,
    ({ stored, reported }) => stored === 6 && reported?.decisions === 6,
  );
  expect(instance).toMatchObject({
    entityRef: 'component:default/pay',
    uploadedBy: 'external:token:user:default/ada/opa',
    version: expect.stringMatching(/^1\./),
    duplicates: 0,
    quarantined: 0,
    missing: 0,
  });

  const { body } = await portal.get(`${PAY}/decisions`).expect(200);
  expect(body.items).toHaveLength(6);
  const resultOf = (id: string) =>
    body.items.find((item: { id: string }) => item.id === id)?.result;
  expect(Object.entries(ids).map(([name, id]) => [name, resultOf(id)])).toEqual(
    [
      ['allow', 'allow'],
      ['deny', 'deny'],
      ['boolean', 'allow'],
      ['undefined', 'undefined'],
    ],
  );
  const results = body.items.map((item: { result: string }) => item.result);
  expect(results.sort()).toEqual([
    'allow',
    'allow',
    'deny',
    'error',
    'other',
    'undefined',
  ]);
  const { text } = await portal.get(`/v1/decisions/${ids.allow}`).expect(200);
  expect(text).toContain('9007199254740993123');
});

it('shows how many events a proxy lost', async () => {
  const portal = await startPortal({ databases });
  const proxy = await LossyProxy.start(portal.url, 137);
  stops.push(() => proxy.stop());
  const opa = await startOpa(proxy.url, portal.opaToken);
  for (let n = 0; n < 400; n++) await opa.decide('pay/flag', { n });
  const instance = await instanceWith(
    portal,
    ({ stored, reported }) => stored === 263 && reported?.decisions === 400,
  );
  expect(instance.missing).toBe(137);
});

it('gets from OPA what it could not store while it was away', async () => {
  const portal = await startPortal({ databases });
  const { knex } = portal;
  const opa = await startOpa(portal.url, portal.opaToken);
  await knex.raw('alter table instances rename to away');
  const id = await opa.decide('pay/flag', { subject: { id: 'ada' } });
  await sleep(2500);
  await portal.get(`/v1/decisions/${id}`).expect(500);
  await knex.raw('alter table away rename to instances');
  const instance = await instanceWith(portal, ({ stored }) => stored === 1);
  expect(instance.duplicates).toBe(0);
  await portal.get(`/v1/decisions/${id}`).expect(200);
});
