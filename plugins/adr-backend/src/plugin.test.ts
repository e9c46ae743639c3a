import { TestDatabases } from '@backstage/backend-test-utils';
import { encodeCursor } from '@companyos/plugin-companyos-common';
import { GitHubServer } from './__testUtils__/GitHubServer';
import { componentOf, startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

let github: GitHubServer;
beforeEach(async () => {
  github = await GitHubServer.start();
});
afterEach(() => github.stop());

const PAY = '/v1/entities/component/default/pay';
const DOCUMENT = `${PAY}/documents/docs/policies/step-up.md`;
const policy = (
  text = 'Text',
  groups = '[{ group: security }, { role: Platform lead, group: platform, minimum: 2 }]',
) => `---\nsign-offs: ${groups}\n---\n# Step-up\n\n${text}\n`;

async function start() {
  github.commit('pay', {
    'docs/adr/0001-a.md': '# A\n\nDate: 2026-01-01\n\nStatus: accepted\n',
    'docs/adr/0002-b.md': '# B 100%\n\nDate: 2026-03-01\n\nStatus: proposed\n',
    'docs/policies/step-up.md': policy(),
  });
  github.commit('crm', {
    'docs/adr/0001-c.md':
      '---\ndate: 2026-02-01\nsign-offs: [{ group: crm }]\n---\n# C\n\nWe log as JSON.\n',
  });
  const portal = await startPortal({
    databases,
    github,
    entities: [
      componentOf(github, 'pay'),
      componentOf(github, 'crm', { owner: 'crm' }),
    ],
  });
  await portal.sync();
  return portal;
}

type Portal = Awaited<ReturnType<typeof start>>;

async function revisionOf(portal: Portal): Promise<string> {
  return (await portal.get(DOCUMENT).expect(200)).body.revision;
}

const titles = (body: { items: { title: string }[] }) =>
  body.items.map(({ title }) => title);

describe('lists', () => {
  it('of all decision records are newest first, filtered, and page by cursor', async () => {
    const portal = await start();
    const all = await portal.get('/v1/adrs').expect(200);
    expect(titles(all.body)).toEqual(['B 100%', 'C', 'A']);
    expect(all.body.items[0]).not.toHaveProperty('text');

    const first = await portal.get('/v1/adrs?limit=2').expect(200);
    const second = await portal
      .get(`/v1/adrs?limit=2&cursor=${first.body.nextCursor}`)
      .expect(200);
    expect([...titles(first.body), ...titles(second.body)]).toEqual(
      titles(all.body),
    );
    expect(second.body.nextCursor).toBeUndefined();

    const titled = async (query: string) =>
      titles((await portal.get(`/v1/adrs?${query}`).expect(200)).body);
    await expect(titled('status=accepted')).resolves.toEqual(['A']);
    await expect(titled('query=PAY')).resolves.toEqual(['B 100%', 'A']);
    // What means something in SQL means itself here.
    await expect(titled('query=100%25')).resolves.toEqual(['B 100%']);
    await expect(titled('query=_')).resolves.toEqual([]);

    const texts = await portal.get('/v1/adrs?include=text').expect(200);
    expect(texts.body.items[1].text).toBe('C\nWe log as JSON.');
  });

  it('of an entity page by number', async () => {
    const portal = await start();
    const first = await portal.get(`${PAY}/adrs?limit=1`).expect(200);
    expect(first.body).toMatchObject({
      items: [{ title: 'A' }],
      totalItems: 2,
    });
    const second = await portal
      .get(`${PAY}/adrs?limit=1&cursor=${first.body.nextCursor}`)
      .expect(200);
    expect(second.body).toMatchObject({ items: [{ title: 'B 100%' }] });
    expect(second.body.nextCursor).toBeUndefined();
  });

  it('of documents say who is waited for', async () => {
    const portal = await start();
    const titled = async (query: string, name: string) =>
      titles(
        (await portal.get(`/v1/documents?${query}`, name).expect(200)).body,
      );
    await expect(titled('', 'ada')).resolves.toEqual(['C', 'Step-up']);
    await expect(titled('awaiting=all', 'ada')).resolves.toEqual([
      'C',
      'Step-up',
    ]);
    await expect(titled('awaiting=me', 'ada')).resolves.toEqual(['Step-up']);
    await expect(titled('awaiting=me', 'eve')).resolves.toEqual(['C']);
    await expect(titled('awaiting=me', 'service')).resolves.toEqual([]);
    const page = await portal.get('/v1/documents?limit=1').expect(200);
    await expect(
      titled(`cursor=${page.body.nextCursor}`, 'ada'),
    ).resolves.toEqual(['Step-up']);
  });

  it('come in brief for many entities', async () => {
    const portal = await start();
    const entityRefs = ['Component:default/pay', 'component:default/none'];
    const { body } = await portal.post('/v1/summaries', { entityRefs });
    expect(body).toEqual({
      summaries: {
        'component:default/pay': {
          source: { state: 'ok' },
          adrs: { total: 2, byStatus: { accepted: 1, proposed: 1 } },
          documents: { total: 1, awaiting: 1 },
        },
        'component:default/none': null,
      },
    });
  });
});

it('shows nobody what they may not read', async () => {
  const portal = await start();
  const adrs = await portal.get('/v1/adrs', 'eve').expect(200);
  expect(titles(adrs.body)).toEqual(['C']);
  const documents = await portal.get('/v1/documents', 'eve').expect(200);
  expect(titles(documents.body)).toEqual(['C']);
  const { body } = await portal.post(
    '/v1/summaries',
    { entityRefs: ['component:default/pay', 'component:default/crm'] },
    'eve',
  );
  expect(body.summaries['component:default/pay']).toBeNull();
  expect(body.summaries['component:default/crm']).not.toBeNull();

  // One that is hidden answers as one that is not there.
  const revision = await revisionOf(portal);
  const hidden = await portal.get(`${PAY}/adrs`, 'eve').expect(404);
  const absent = await portal
    .get('/v1/entities/component/default/none/adrs', 'eve')
    .expect(404);
  expect(hidden.body.error.message.replace('pay', 'none')).toBe(
    absent.body.error.message,
  );
  await portal.get(DOCUMENT, 'eve').expect(404);
  await portal.post(`${DOCUMENT}/sign-offs`, { revision }, 'eve').expect(404);
});

describe('a sign-off', () => {
  it('is shown, given, counted once a person, and stale after an edit', async () => {
    const portal = await start();
    const shown = await portal.get(DOCUMENT, 'bo').expect(200);
    const { revision } = shown.body;
    expect(shown.body).toMatchObject({
      title: 'Step-up',
      text: policy(),
      adr: false,
      given: [],
      mySignOff: { state: 'possible' },
      signOffs: {
        state: 'missing',
        requirements: [
          { group: 'group:default/security', minimum: 1, given: 0, missing: 1 },
          {
            group: 'group:default/platform',
            role: 'Platform lead',
            minimum: 2,
            given: 0,
            missing: 2,
          },
        ],
      },
    });
    expect(revision).toMatch(/^sha256:/);

    const sign = (name: string) =>
      portal.post(`${DOCUMENT}/sign-offs`, { revision }, name);
    const first = await sign('ada').expect(201);
    expect(first.body).toEqual({
      user: 'user:default/ada',
      groups: ['group:default/platform', 'group:default/security'],
      revision,
      signedAt: expect.any(String),
      development: false,
      via: 'portal',
    });
    // Again: the same one, not a second.
    expect((await sign('ada').expect(201)).body).toEqual(first.body);
    const state = async () =>
      (await portal.get(DOCUMENT, 'ada')).body.signOffs.state;
    await expect(state()).resolves.toBe('partial');
    const mine = await portal.get('/v1/documents?awaiting=me', 'ada');
    expect(mine.body.items).toEqual([]);
    // Encoded as a whole, it is the same document.
    await portal
      .post(
        `${PAY}/documents/${encodeURIComponent(
          'docs/policies/step-up.md',
        )}/sign-offs`,
        { revision },
        'bo',
      )
      .expect(201);
    await expect(state()).resolves.toBe('partial');
    await sign('cy').expect(201);
    const complete = await portal.get(DOCUMENT, 'cy').expect(200);
    expect(complete.body).toMatchObject({
      signOffs: { state: 'complete', development: false },
      mySignOff: { state: 'given' },
    });
    expect(complete.body.given).toHaveLength(3);

    github.commit('pay', { 'docs/policies/step-up.md': policy('Other text') });
    await portal.sync();
    const edited = await portal.get(DOCUMENT, 'ada').expect(200);
    expect(edited.body).toMatchObject({
      signOffs: { state: 'stale' },
      mySignOff: { state: 'possible' },
    });
    expect(edited.body.given).toHaveLength(3);
    const conflict = await sign('ada').expect(409);
    expect(conflict.body.error.message).toContain(edited.body.revision);

    // Back as it was: what was signed off then holds again.
    github.commit('pay', { 'docs/policies/step-up.md': policy() });
    await portal.sync();
    await expect(state()).resolves.toBe('complete');

    expect(portal.audited.filter(event => !/failed/.test(event))).toHaveLength(
      4,
    );
    expect(portal.audited[0]).toBe(
      `sign-off-create ${JSON.stringify({
        entityRef: 'component:default/pay',
        path: 'docs/policies/step-up.md',
        revision,
        user: 'user:default/ada',
        groups: ['group:default/platform', 'group:default/security'],
        development: false,
      })}`,
    );
    expect(portal.audited).toContain('sign-off-create failed: ConflictError');
  });

  it('is refused to who is not asked', async () => {
    const portal = await start();
    const revision = await revisionOf(portal);
    const refused = await portal
      .post(`${DOCUMENT}/sign-offs`, { revision }, 'dan')
      .expect(403);
    expect(refused.body.error.message).toBe(
      'This document asks for the sign-off of members of group:default/security, group:default/platform',
    );
    const { body } = await portal.get(DOCUMENT, 'dan').expect(200);
    expect(body.mySignOff).toEqual({
      state: 'notAsked',
      reason: refused.body.error.message,
    });
    await portal
      .post(`${DOCUMENT}/sign-offs`, { revision }, 'service')
      .expect(403);
  });

  it('cannot be given while its requirements cannot be read', async () => {
    const portal = await start();
    github.commit('pay', {
      'docs/policies/step-up.md': policy(
        'Text',
        '[{ group: user:default/ada }]',
      ),
    });
    await portal.sync();
    const { body } = await portal.get(DOCUMENT).expect(200);
    expect(body).toMatchObject({
      signOffs: { state: 'invalid' },
      problems: [{ code: 'SIGN_OFFS_INVALID' }],
    });
    await portal
      .post(`${DOCUMENT}/sign-offs`, { revision: body.revision })
      .expect(409);
  });

  describe('on a development portal', () => {
    const { NODE_ENV } = process.env;
    const mode = (value: string | undefined) =>
      Object.assign(process.env, { NODE_ENV: value });
    beforeEach(() => mode('development'));
    afterEach(() => mode(NODE_ENV));

    it('is marked', async () => {
      const portal = await start();
      const revision = await revisionOf(portal);
      for (const name of ['ada', 'bo', 'cy']) {
        const { body } = await portal
          .post(`${DOCUMENT}/sign-offs`, { revision }, name)
          .expect(201);
        expect(body.development).toBe(true);
      }
      const { body } = await portal.get(DOCUMENT).expect(200);
      expect(body.signOffs).toMatchObject({
        state: 'complete',
        development: true,
      });
    });
  });
});

it('notifies the groups once for each revision, also after notifications were down', async () => {
  const portal = await start();
  const toPolicy = () =>
    portal.sent.filter(notification =>
      JSON.stringify(notification).includes('Step-up'),
    );
  expect(toPolicy()).toEqual([
    {
      recipients: {
        type: 'entity',
        entityRef: ['group:default/security', 'group:default/platform'],
      },
      payload: {
        title: 'Step-up waits for your sign-off',
        description: 'docs/policies/step-up.md of component:default/pay',
        link: '/adrs/documents/component/default/pay/docs/policies/step-up.md',
        severity: 'normal',
        topic: 'sign-off',
        scope: expect.stringContaining('sha256:'),
      },
    },
  ]);
  await portal.sync();
  expect(toPolicy()).toHaveLength(1);

  github.commit('pay', { 'docs/policies/step-up.md': policy('Other') });
  portal.notifications.fail = true;
  await portal.sync();
  expect(toPolicy()).toHaveLength(1);
  portal.notifications.fail = false;
  await portal.sync();
  await portal.sync();
  expect(toPolicy()).toHaveLength(2);
});

describe('bad requests', () => {
  it('GET is 400 and says why', async () => {
    const portal = await start();
    const requests: [string, RegExp][] = [
      ['/v1/adrs?limit=0', /Query is not valid: limit/],
      ['/v1/adrs?status=great', /Query is not valid: status/],
      ['/v1/adrs?query=%00', /Query is not valid: query/],
      ['/v1/adrs?cursor=nonsense', /'cursor'/],
      [
        `/v1/adrs?cursor=${encodeCursor({ d: '\0', e: '', p: '' })}`,
        /'cursor'/,
      ],
      [`${PAY}/adrs?cursor=${encodeCursor({ n: 1e15, p: '' })}`, /'cursor'/],
      ['/v1/documents?awaiting=you', /Query is not valid: awaiting/],
      [`${PAY}/adrs?limit=many`, /Query is not valid: limit/],
      [`${PAY}/adrs?cursor=bm8`, /'cursor'/],
      [`/v1/entities/component/default/a%20b/adrs`, /Path is not valid: name/],
      [`${PAY}/documents/docs/%2e%2e%2fsecret.md`, /Path is not valid: path/],
    ];
    for (const [path, message] of requests) {
      const { body } = await portal.get(path).expect(400);
      expect(body.error.message).toMatch(message);
    }
  });

  it('POST is 400 and says why', async () => {
    const portal = await start();
    const sign = (body: object) =>
      portal.post(`${DOCUMENT}/sign-offs`, body).expect(400);
    expect((await sign({})).body.error.message).toMatch(/revision/);
    expect((await sign({ revision: 'main' })).body.error.message).toMatch(
      /use the revision as the document shows it/,
    );
    const revision = await revisionOf(portal);
    await sign({ revision, user: 'user:default/bo' });
    const tooMany = Array.from({ length: 1001 }, (_, i) => `component:a/b${i}`);
    await portal.post('/v1/summaries', { entityRefs: tooMany }).expect(400);
    await portal.post('/v1/summaries', { entityRefs: ['pay'] }).expect(400);
  });

  it('are 401 without sign-in, 403 without permission, 404 without an object', async () => {
    const portal = await start();
    const revision = await revisionOf(portal);
    const gets = ['/v1/adrs', '/v1/documents', `${PAY}/adrs`, DOCUMENT];
    for (const path of gets) {
      await portal.get(path, 'nobody').expect(401);
      const { body } = await portal.get(path, 'outsider').expect(403);
      expect(body.error.message).toMatch(/'adr.document.read'/);
    }
    await portal.get('/openapi.json', 'nobody').expect(401);
    const posts: [string, object][] = [
      [`${DOCUMENT}/sign-offs`, { revision }],
      ['/v1/summaries', { entityRefs: [] }],
    ];
    for (const [path, body] of posts) {
      await portal.post(path, body, 'nobody').expect(401);
      await portal.post(path, body, 'outsider').expect(403);
    }
    const reader = await portal
      .post(`${DOCUMENT}/sign-offs`, { revision }, 'reader')
      .expect(403);
    expect(reader.body.error.message).toMatch(/'adr.document.sign-off'/);
    await portal.get(`${PAY}/documents/docs/adr/0001-a.md`).expect(404);
    await portal
      .post(`${PAY}/documents/docs/adr/0001-a.md/sign-offs`, { revision })
      .expect(404);
  });
});

it('describes its endpoints', async () => {
  const portal = await start();
  const { body } = await portal.get('/openapi.json').expect(200);
  expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'adr' } });
  expect(
    Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map(method => `${method} ${path}`),
    ),
  ).toEqual([
    'get /v1/entities/{kind}/{namespace}/{name}/adrs',
    'get /v1/adrs',
    'get /v1/documents',
    'get /v1/entities/{kind}/{namespace}/{name}/documents/{path}',
    'post /v1/entities/{kind}/{namespace}/{name}/documents/{path}/sign-offs',
    'post /v1/summaries',
  ]);
});
