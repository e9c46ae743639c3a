import { TestDatabases } from '@backstage/backend-test-utils';
import { eventOf } from './__testUtils__/events';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const PAY = '/v1/entities/component/default/pay';

const start = (options: Partial<Parameters<typeof startPortal>[0]> = {}) =>
  startPortal({ databases, ...options });

async function countOf({ knex }: TestPortal): Promise<number> {
  const [{ count }] = await knex('events').count();
  return Number(count);
}

it('stores what OPA sends, once, however often it comes', async () => {
  const portal = await start();
  const events = Array.from({ length: 1000 }, (_, n) => eventOf({ req_id: n }));
  const first = await portal.log(events).expect(200);
  expect(first.body).toEqual({
    stored: 1000,
    duplicates: 0,
    quarantined: 0,
    dropped: 0,
  });
  const again = await portal.log([eventOf(), ...events]).expect(200);
  expect(again.body).toMatchObject({ stored: 1, duplicates: 1000 });
  await expect(countOf(portal)).resolves.toBe(1001);

  const { body } = await portal.get(`${PAY}/decisions?limit=500`).expect(200);
  expect(body.items).toHaveLength(500);
  expect(body.items[0]).toEqual({
    id: expect.any(String),
    time: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
    entityRef: 'component:default/pay',
    path: 'pay/decision',
    result: 'allow',
    reason: 'allowed',
    subject: 'ada',
    resource: 'invoice-7',
    masked: false,
  });
});

it('stores the same upload once when it comes several times at the same moment', async () => {
  const portal = await start();
  const events = Array.from({ length: 300 }, () => eventOf());
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => portal.log(events)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  expect(answers.reduce((stored, { body }) => stored + body.stored, 0)).toBe(
    300,
  );
  await expect(countOf(portal)).resolves.toBe(300);
});
