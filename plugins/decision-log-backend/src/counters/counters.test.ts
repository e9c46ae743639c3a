import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import { PrometheusClient } from '@companyos/plugin-companyos-node';
import { eventOf } from '../__testUtils__/events';
import { ScrapingPrometheus } from '../__testUtils__/ScrapingPrometheus';
import { startPortal } from '../__testUtils__/startPortal';
import { counterQueries } from './counterQueries';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const METRIC = { metric: 'companyos_policy_decisions_total', label: 'job' };

let prometheus: ScrapingPrometheus;
beforeEach(async () => {
  prometheus = await ScrapingPrometheus.start('pay');
});
afterEach(() => prometheus.stop());

const line = (result: string, reason: string, count: number) =>
  `${METRIC.metric}{policy_path="pay/decision",result="${result}",reason="${reason}"} ${count}\n`;

const countOf = async (seconds: number) => {
  const client = new PrometheusClient({ url: prometheus.url, timeoutMs: 5000 });
  const { count } = counterQueries(METRIC, 'pay', seconds);
  const samples = await client.query(count, Date.now());
  return samples.reduce((sum, { value }) => sum + value, 0);
};

async function until(isThere: () => Promise<boolean>) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await isThere()) return;
    await sleep(100);
  }
  throw new Error('It did not come to that');
}

it('are exact from the first number of a series on, and between two later ones', async () => {
  prometheus.metrics = line('allow', 'allowed', 7);
  await until(async () => (await countOf(3600)) === 7);
  prometheus.metrics += line('deny', 'tenant_mismatch', 3);
  await until(async () => (await countOf(3600)) === 10);
  // For longer than the window it stays as it is.
  await sleep(5000);
  await expect(countOf(4)).resolves.toBe(0);
  prometheus.metrics =
    line('allow', 'allowed', 12) + line('deny', 'tenant_mismatch', 3);
  await until(async () => (await countOf(4)) === 5);
});

it('go on when a service begins to count anew', async () => {
  prometheus.metrics = line('allow', 'allowed', 100);
  await until(async () => (await countOf(3600)) === 100);
  prometheus.metrics = line('allow', 'allowed', 2);
  // It fell: Prometheus estimates it from what it saw grow.
  await until(async () => (await countOf(3600)) < 100);
  await expect(countOf(3600)).resolves.toBeGreaterThan(0);
});

it('stand beside the log, with the difference, and failures apart', async () => {
  const portal = await startPortal({
    databases,
    decisionLog: { prometheus: { url: prometheus.url, delaySeconds: 0 } },
  });
  await portal.log(
    Array.from({ length: 263 }, () => eventOf({ result: { allow: true } })),
  );
  prometheus.metrics =
    line('allow', 'allowed', 380) +
    line('deny', 'tenant_mismatch', 20) +
    line('error', 'timeout', 2) +
    line('error', 'unreachable', 5);
  const counters = async (query = '', name = 'ada') => {
    const { body } = await portal.get(`/v1/counters${query}`, name).expect(200);
    return body;
  };
  await until(async () => (await counters()).items.length > 0);
  const expected = {
    state: 'known',
    items: [
      {
        entityRef: 'component:default/pay',
        from: expect.any(String),
        to: expect.any(String),
        counted: { allow: 380, deny: 20, error: 7 },
        failures: [
          { reason: 'unreachable', count: 5 },
          { reason: 'timeout', count: 2 },
        ],
        logged: { allow: 263, deny: 0, error: 0, undefined: 0, other: 0 },
        difference: 137,
      },
    ],
  };
  await expect(counters()).resolves.toEqual(expected);
  const pay = '?entityRef=component:default/pay';
  await expect(counters(pay)).resolves.toEqual(expected);
  const none = { state: 'known', items: [] };
  await expect(counters('?entityRef=component:default/crm')).resolves.toEqual(
    none,
  );
  await expect(counters('', 'eve')).resolves.toEqual(none);
  await expect(counters(pay, 'eve')).resolves.toEqual(none);
});

it('are not known without a Prometheus, or while it does not answer', async () => {
  const without = await startPortal({ databases });
  const { body } = await without.get('/v1/counters').expect(200);
  expect(body).toMatchObject({ state: 'unknown', code: 'NOT_CONFIGURED' });
  const away = await startPortal({
    databases,
    decisionLog: { prometheus: { url: 'http://127.0.0.1:1' } },
  });
  const answer = await away.get('/v1/counters').expect(200);
  expect(answer.body).toEqual({
    state: 'unknown',
    code: 'UNAVAILABLE',
    reason: 'Prometheus does not answer, or not in JSON',
  });
});
