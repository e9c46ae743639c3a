import { TestDatabases } from '@backstage/backend-test-utils';
import { encodeCursor } from '@companyos/plugin-companyos-common';
import { bom, npm, passed, pay, sign } from './__testUtils__/evidence';
import { startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const PAY = '/v1/entities/component/default/pay';
const RELEASE = `/v1/releases/${pay.digest}`;

async function start() {
  const portal = await startPortal({ databases });
  await portal.round();
  return portal;
}

it('shows nobody what they may not read', async () => {
  const portal = await start();
  const bundle = await sign('cyclonedx', bom([npm('left-pad', '1.0.0')]));
  const { body } = await portal.upload(bundle).expect(201);
  const paths = [
    `${PAY}/releases`,
    `${PAY}/deployments`,
    RELEASE,
    `${RELEASE}/components`,
    `${RELEASE}/findings`,
    `${RELEASE}/changes?since=${pay.digest}`,
    `/v1/attestations/${body.items[0].id}`,
  ];
  for (const path of paths) {
    await portal.get(path).expect(200);
    await portal.get(path, 'eve').expect(404);
  }
  const usages = '/v1/components?purl=pkg:npm/left-pad';
  expect((await portal.get(usages)).body.items).toHaveLength(1);
  expect((await portal.get(usages, 'eve')).body.items).toEqual([]);
  const summaries = await portal.post(
    '/v1/summaries',
    { entityRefs: ['component:default/pay', 'component:default/crm'] },
    'eve',
  );
  expect(summaries.body.summaries).toEqual({
    'component:default/pay': null,
    'component:default/crm': { releases: 0 },
  });
  // One that is hidden answers as one that is not there.
  await portal.upload(bundle, 'eve').expect(404);
});

describe('bad requests', () => {
  it('GET is 400 and says why', async () => {
    const portal = await start();
    await portal.upload(await sign('testResult', passed)).expect(201);
    const requests: [string, RegExp][] = [
      [`${PAY}/releases?limit=0`, /Query is not valid: limit/],
      [`${PAY}/releases?cursor=nonsense`, /'cursor'/],
      [`${PAY}/releases?cursor=${encodeCursor({ i: 1e15 })}`, /'cursor'/],
      [`${PAY}/deployments?limit=x`, /Query is not valid: limit/],
      [
        `${PAY}/deployments?cursor=${encodeCursor({ f: '\0', i: 'x' })}`,
        /'cursor'/,
      ],
      ['/v1/entities/component/default/a%20b/releases', /Path is not valid/],
      ['/v1/entities/component/default/a%20b/deployments', /Path is not valid/],
      ['/v1/releases/sha256:ABC', /Path is not valid: digest: use a digest/],
      [`${RELEASE}?entityRef=pay`, /Query is not valid: entityRef/],
      ['/v1/releases/main/components', /Path is not valid: digest/],
      [`${RELEASE}/components?query=%00`, /Query is not valid: query/],
      [`${RELEASE}/components?cursor=${encodeCursor({ n: 1 })}`, /'cursor'/],
      ['/v1/attestations/1', /Path is not valid: id/],
      [`${RELEASE}/findings?level=bad`, /Query is not valid: level/],
      [`${RELEASE}/findings?cursor=${encodeCursor({ n: 1 })}`, /'cursor'/],
      [`${RELEASE}/changes`, /Query is not valid: since/],
      [`${RELEASE}/changes?since=main`, /Query is not valid: since/],
      ['/v1/releases?lacks=love', /Query is not valid: lacks/],
      ['/v1/releases?cursor=nonsense', /'cursor'/],
      ['/v1/deployments?lacks=sbom', /Query is not valid: lacks/],
      [`/v1/deployments?cursor=${encodeCursor({ f: '\0', n: 1 })}`, /'cursor'/],
      ['/v1/exceptions?before=tomorrow', /Query is not valid: before/],
      ['/v1/exceptions?cursor=nonsense', /'cursor'/],
      ['/v1/findings', /Query is not valid: vulnerability/],
      ['/v1/findings?vulnerability=CVE-1&releases=old', /releases/],
      ['/v1/findings?vulnerability=%00', /Query is not valid: vulnerability/],
      ['/v1/findings?vulnerability=CVE-1&cursor=nonsense', /'cursor'/],
      ['/v1/components', /Query is not valid: purl/],
      ['/v1/components?purl=left-pad', /Query is not valid: purl/],
      ['/v1/components?purl=pkg:npm/', /Query is not valid: purl/],
      ['/v1/components?purl=pkg:n%2520pm/a', /Query is not valid: purl/],
      ['/v1/components?purl=pkg:npm/a&range=latest', /range: 'latest'/],
    ];
    for (const [path, message] of requests) {
      const { status, body } = await portal.get(path);
      expect([path, status]).toEqual([path, 400]);
      expect(body.error.message).toMatch(message);
    }
    const tooMany = Array.from({ length: 1001 }, (_, i) => `component:a/b${i}`);
    await portal.post('/v1/summaries', { entityRefs: tooMany }).expect(400);
    await portal.post('/v1/summaries', { entityRefs: ['pay'] }).expect(400);
  });

  it('are 401 without sign-in, 403 without permission, 404 without an object', async () => {
    const portal = await start();
    const { body } = await portal.upload(await sign('testResult', passed));
    const gets = [
      `${PAY}/releases`,
      `${PAY}/deployments`,
      RELEASE,
      `${RELEASE}/components`,
      `${RELEASE}/findings`,
      `${RELEASE}/changes?since=${pay.digest}`,
      '/v1/releases',
      '/v1/deployments',
      '/v1/exceptions',
      '/v1/fleet',
      '/v1/findings?vulnerability=CVE-2026-1',
      '/v1/components?purl=pkg:npm/a',
      `/v1/attestations/${body.items[0].id}`,
    ];
    for (const path of gets) {
      await portal.get(path, 'nobody').expect(401);
      const refused = await portal.get(path, 'outsider').expect(403);
      expect(refused.body.error.message).toMatch(
        /'supply-chain.evidence.read'/,
      );
    }
    await portal.get('/openapi.json', 'nobody').expect(401);
    await portal
      .post('/v1/summaries', { entityRefs: [] }, 'nobody')
      .expect(401);
    await portal
      .post('/v1/summaries', { entityRefs: [] }, 'outsider')
      .expect(403);
    const none = '00000000-0000-4000-8000-000000000000';
    await portal.get(`/v1/attestations/${none}`).expect(404);
    await portal.get(`/v1/releases/sha256:${'0'.repeat(64)}`).expect(404);
    for (const part of ['components', 'findings']) {
      await portal
        .get(`/v1/releases/sha256:${'0'.repeat(64)}/${part}`)
        .expect(404);
    }
    await portal
      .get(`${RELEASE}/changes?since=sha256:${'0'.repeat(64)}`)
      .expect(404);
    await portal
      .get('/v1/entities/component/default/none/releases')
      .expect(404);
  });
});

it('describes its endpoints', async () => {
  const portal = await start();
  const { body } = await portal.get('/openapi.json').expect(200);
  expect(body).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'supply-chain' },
  });
  expect(
    Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map(method => `${method} ${path}`),
    ),
  ).toEqual([
    'post /v1/attestations',
    'get /v1/attestations/{id}',
    'get /v1/entities/{kind}/{namespace}/{name}/releases',
    'get /v1/entities/{kind}/{namespace}/{name}/deployments',
    'get /v1/releases/{digest}',
    'get /v1/releases/{digest}/components',
    'get /v1/releases/{digest}/findings',
    'get /v1/releases/{digest}/changes',
    'post /v1/gates/{gate}',
    'get /v1/releases',
    'get /v1/deployments',
    'get /v1/exceptions',
    'get /v1/fleet',
    'get /v1/findings',
    'get /v1/components',
    'post /v1/summaries',
  ]);
});
