import { gzipSync } from 'node:zlib';
import { TestDatabases } from '@backstage/backend-test-utils';
import { encodeCursor } from '@companyos/plugin-companyos-common';
import { eventOf } from './__testUtils__/events';
import { startPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const PAY = '/v1/entities/component/default/pay';

it('are 400 with the field that is wrong', async () => {
  const portal = await startPortal({ databases });
  const requests: [string, RegExp][] = [
    [`${PAY}/decisions?limit=0`, /Query is not valid: limit/],
    [`${PAY}/decisions?result=maybe`, /Query is not valid: result/],
    [`${PAY}/decisions?from=yesterday`, /from: use an ISO 8601 time/],
    [
      `${PAY}/decisions?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z`,
      /from: use a time before 'to'/,
    ],
    [`${PAY}/decisions?from=2020-01-01T00:00:00Z`, /at most 399 days/],
    [`${PAY}/decisions?path=%00`, /Query is not valid: path/],
    [`${PAY}/decisions?cursor=${encodeCursor({ a: 'x' })}`, /'cursor'/],
    [`${PAY}/summary?bucket=1`, /Query is not valid: bucket/],
    [
      `${PAY}/summary?bucket=60&from=2026-01-01T00:00:00Z&to=2026-11-01T00:00:00Z`,
      /bucket: use at most/,
    ],
    ['/v1/entities/component/default/a%20b/decisions', /Path is not valid/],
    ['/v1/entities/component/default/a%20b/summary', /Path is not valid/],
    [`/v1/decisions/${'x'.repeat(501)}`, /Path is not valid: id/],
    ['/v1/instances?limit=x', /Query is not valid: limit/],
    ['/v1/instances?entityRef=pay', /Query is not valid: entityRef/],
    ['/v1/refusals', /Query is not valid: cause/],
    ['/v1/refusals?cause=policy&limit=501', /Query is not valid: limit/],
    ['/v1/refusals?cause=policy&from=2026-01-01T00:00:00Z', /at most 30 days/],
    ['/v1/counters?entityRef=pay', /Query is not valid: entityRef/],
    [`/v1/decisions/${'x'.repeat(501)}/policy`, /Path is not valid: id/],
    [`/v1/instances?cursor=${encodeCursor({ i: -1e12 })}`, /'cursor'/],
  ];
  for (const [path, message] of requests) {
    const { status, body } = await portal.get(path);
    expect([path, status]).toEqual([path, 400]);
    expect(body.error.message).toMatch(message);
  }
  await portal.post('/v1/summaries', { entityRefs: ['pay'] }).expect(400);
  const { body } = await portal.log('{"labels":{}}').expect(400);
  expect(body.error.message).toMatch(/no JSON array/);
  await portal.send(Buffer.from('['), 'opa', 'br').expect(400);
  const status = (text: string) =>
    portal.send(Buffer.from(text), 'opa', 'identity', '/v1/status');
  await status('{').expect(400);
  await status('[]').expect(400);
  await status('{"labels":{"id":5}}').expect(400);
  const long = 'p'.repeat(201);
  await portal
    .send(gzipSync('[]'), 'opa', 'gzip', `/v1/logs/${long}`)
    .expect(400);
  await portal
    .send(Buffer.from('{}'), 'opa', 'identity', `/v1/status/${long}`)
    .expect(400);
});

it('are 401 without sign-in, 403 without permission, 404 without an object', async () => {
  const portal = await startPortal({ databases });
  await portal.log([eventOf({ decision_id: 'd' })]).expect(200);
  const gets = [
    `${PAY}/decisions`,
    `${PAY}/summary`,
    '/v1/decisions/d',
    '/v1/decisions/d/policy',
    '/v1/instances',
    '/v1/refusals?cause=policy',
    '/v1/skews',
    '/v1/counters',
  ];
  for (const path of gets) {
    await portal.get(path, 'nobody').expect(401);
    for (const name of ['outsider', 'opa']) {
      const refused = await portal.get(path, name).expect(403);
      expect(refused.body.error.message).toMatch(/'decision-log.event.read'/);
    }
  }
  await portal.get('/openapi.json', 'nobody').expect(401);
  await portal.post('/v1/summaries', { entityRefs: [] }, 'nobody').expect(401);
  await portal.post('/v1/summaries', { entityRefs: [] }, 'opa').expect(403);
  for (const path of ['/v1/logs', '/v1/logs/p', '/v1/status', '/v1/status/p']) {
    const send = (name: string) =>
      portal.send(gzipSync('[]'), name, 'gzip', path);
    await send('nobody').expect(401);
    const refused = await send('ada').expect(403);
    expect(refused.body.error.message).toMatch(/'decision-log.event.create'/);
  }
  await portal.get('/v1/decisions/none').expect(404);
  await portal.get('/v1/decisions/none/policy').expect(404);
  await portal.get('/v1/decisions/d/policy', 'eve').expect(404);
  await portal.get('/v1/entities/component/default/none/decisions').expect(404);
  await portal.get('/v1/entities/component/default/none/summary').expect(404);
});

it('may name a partition, as older OPAs do', async () => {
  const portal = await startPortal({ databases });
  const body = gzipSync(JSON.stringify([eventOf()]));
  const { body: uploaded } = await portal
    .send(body, 'opa', 'gzip', '/v1/logs/eu')
    .expect(200);
  expect(uploaded.stored).toBe(1);
  await portal
    .send(
      Buffer.from('{"labels":{"id":"opa-1"}}'),
      'opa',
      'identity',
      '/v1/status/eu',
    )
    .expect(200);
  const { body: instances } = await portal.get('/v1/instances');
  expect(instances.items[0].reported.problems).toEqual([]);
});

it('are described', async () => {
  const portal = await startPortal({ databases });
  const { body } = await portal.get('/openapi.json').expect(200);
  expect(body).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'decision-log' },
  });
  expect(
    Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map(method => `${method} ${path}`),
    ),
  ).toEqual([
    'post /v1/logs',
    'post /v1/logs/{partition}',
    'post /v1/status',
    'post /v1/status/{partition}',
    'get /v1/entities/{kind}/{namespace}/{name}/decisions',
    'get /v1/entities/{kind}/{namespace}/{name}/summary',
    'get /v1/decisions/{id}',
    'get /v1/decisions/{id}/policy',
    'get /v1/instances',
    'get /v1/refusals',
    'get /v1/skews',
    'get /v1/counters',
    'post /v1/summaries',
    'get /v1/entities/{kind}/{namespace}/{name}/events',
    'post /v1/entities/{kind}/{namespace}/{name}/replays',
    'get /v1/entities/{kind}/{namespace}/{name}/replays',
    'get /v1/entities/{kind}/{namespace}/{name}/replays/{id}',
    'delete /v1/entities/{kind}/{namespace}/{name}/replays/{id}',
  ]);
});
