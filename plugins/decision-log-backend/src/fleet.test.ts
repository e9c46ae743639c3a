import { TestDatabases } from '@backstage/backend-test-utils';
import { eventOf } from './__testUtils__/events';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const labels = { id: 'opa-1', version: '1.22.2' };
const HOUR = 3_600_000;

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const denial = (reason: string, more = {}) =>
  eventOf({ result: { allow: false, reason }, ...more });
const failure = { result: undefined, error: { code: 'eval_error' } };
const crm = { ...labels, entity: 'component:default/crm' };

async function logRefusals(portal: TestPortal) {
  await portal
    .log([
      eventOf(),
      denial('tenant_mismatch'),
      denial('tenant_mismatch'),
      denial('tenant_mismatch', { path: 'pay/other' }),
      denial('role_not_allowed', { labels: crm }),
      denial('long_ago', { timestamp: ago(30 * HOUR) }),
      denial('nobodys', { labels, path: 'else/x' }),
      eventOf(failure),
      eventOf({ result: undefined, labels: crm }),
      eventOf({ result: [1] }),
    ])
    .expect(200);
}

describe('refusals', () => {
  it('are counted by entity, path and reason, the most frequent first', async () => {
    const portal = await startPortal({ databases });
    await logRefusals(portal);
    const { body } = await portal
      .get('/v1/refusals?cause=policy&limit=3')
      .expect(200);
    expect(body.total).toBe(5);
    expect(body.items).toHaveLength(3);
    expect(body.items[0]).toEqual({
      entityRef: 'component:default/pay',
      path: 'pay/decision',
      result: 'deny',
      reason: 'tenant_mismatch',
      count: 2,
      latest: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
    });
    const long = await portal
      .get('/v1/refusals')
      .query({ cause: 'policy', from: ago(40 * HOUR) })
      .expect(200);
    expect(long.body.total).toBe(6);
  });

  it('for want of an answer are apart from those of a policy', async () => {
    const portal = await startPortal({ databases });
    await logRefusals(portal);
    const { body } = await portal.get('/v1/refusals?cause=failure').expect(200);
    expect(
      body.items.map(
        ({ entityRef, result, reason }: Record<string, string>) =>
          `${entityRef} ${result} ${reason}`,
      ),
    ).toEqual(
      expect.arrayContaining([
        'component:default/pay error eval_error',
        'component:default/crm undefined undefined',
      ]),
    );
    expect(body.total).toBe(2);
  });

  it('are shown of entities that one may see, and of no entity to who sees all', async () => {
    const portal = await startPortal({ databases });
    await logRefusals(portal);
    const refs = async (name: string) => {
      const { body } = await portal
        .get('/v1/refusals?cause=policy', name)
        .expect(200);
      return [
        body.total,
        ...new Set(
          body.items.map(({ entityRef }: { entityRef?: string }) => entityRef),
        ),
      ];
    };
    await expect(refs('eve')).resolves.toEqual([1, 'component:default/crm']);
    const all = await refs('ada');
    expect(all).toContain(undefined);
    expect(all).toContain('component:default/pay');
  });
});

describe('skew', () => {
  const report = (
    portal: TestPortal,
    id: string,
    revision: string | undefined,
    more: object = {},
  ) =>
    portal
      .send(
        Buffer.from(
          JSON.stringify({
            labels: { ...labels, entity: 'component:default/pay', id, ...more },
            bundles: revision && { authz: { active_revision: revision } },
          }),
        ),
        'opa',
        'identity',
        '/v1/status',
      )
      .expect(200);

  it('is where running OPAs of an entity have different revisions', async () => {
    const portal = await startPortal({ databases });
    await report(portal, 'a', 'one');
    await report(portal, 'b', 'two');
    await report(portal, 'c', 'two');
    await report(portal, 'gone', 'zero');
    await report(portal, 'silent', undefined);
    await report(portal, 'd', 'one', { entity: 'component:default/crm' });
    await portal.knex.raw(
      "update instances set last_seen = now() - interval '20 minutes' where opa_id = 'gone'",
    );
    const { body } = await portal.get('/v1/skews').expect(200);
    expect(body).toEqual({
      running: 5,
      reporting: 4,
      items: [
        {
          entityRef: 'component:default/pay',
          bundle: 'authz',
          revisions: [
            {
              revision: 'two',
              instances: 2,
              lastSeen: expect.any(String),
            },
            {
              revision: 'one',
              instances: 1,
              lastSeen: expect.any(String),
            },
          ],
        },
      ],
    });
    const hidden = await portal.get('/v1/skews', 'eve').expect(200);
    expect(hidden.body).toEqual({ running: 1, reporting: 1, items: [] });
  });

  it('is told by a label, too, where policies come from a folder', async () => {
    const portal = await startPortal({ databases });
    await report(portal, 'a', undefined, { revision: 'f652' });
    await report(portal, 'b', undefined, { revision: '3f9a' });
    const { body } = await portal.get('/v1/skews').expect(200);
    expect(body.items).toMatchObject([
      { bundle: 'policy', revisions: [{}, {}] },
    ]);
  });
});

it('instances can be asked for by their entity', async () => {
  const portal = await startPortal({ databases });
  await portal
    .log([eventOf(), eventOf({ labels: { ...crm, id: 'opa-2' } })])
    .expect(200);
  const { body } = await portal
    .get('/v1/instances?entityRef=Component:default/crm')
    .expect(200);
  expect(body.items.map(({ opaId }: { opaId: string }) => opaId)).toEqual([
    'opa-2',
  ]);
});
