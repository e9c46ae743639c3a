import { TestDatabases } from '@backstage/backend-test-utils';
import { eventOf } from './__testUtils__/events';
import { startPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const PAY = '/v1/entities/component/default/pay';
const CRM = '/v1/entities/component/default/crm';

const labels = { id: 'opa-1', version: '1.22.2' };
const HOUR = 3_600_000;

const start = (options: Partial<Parameters<typeof startPortal>[0]> = {}) =>
  startPortal({ databases, ...options });

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const ids = (body: { items: { id: string }[] }) => body.items.map(i => i.id);

it('pages through an entity’s decisions, newest first, also those of one moment', async () => {
  const portal = await start();
  const timestamp = ago(HOUR);
  const events = Array.from({ length: 25 }, (_, n) =>
    eventOf({ decision_id: `d-${n}`, ...(n < 20 && { timestamp }) }),
  );
  await portal.log(events.slice(0, 12)).expect(200);
  await portal.log(events.slice(12)).expect(200);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await portal
      .get(`${PAY}/decisions`)
      .query({ limit: 7, ...(cursor && { cursor }) })
      .expect(200);
    seen.push(...ids(body));
    cursor = body.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(25);
  expect(seen).toHaveLength(25);
  expect(new Set(seen.slice(0, 5))).toEqual(
    new Set(['d-20', 'd-21', 'd-22', 'd-23', 'd-24']),
  );
});

it('filters by what a decision came to, its path, reason, subject, resource and window', async () => {
  const portal = await start();
  const of = (decision_id: string, rest: Record<string, unknown>) =>
    eventOf({ decision_id, ...rest });
  await portal
    .log([
      of('allow', {}),
      of('deny', { result: { allow: false, reason: 'role_not_allowed' } }),
      of('plain-deny', { path: '/pay/read', result: false }),
      of('error', { result: undefined, error: { code: 'eval_error' } }),
      of('undefined', { result: undefined, path: 'payroll/x' }),
      of('bob', { input: { subject: { id: 'bob' }, resource: { id: 'r' } } }),
      of('old', { timestamp: ago(30 * HOUR) }),
    ])
    .expect(200);
  const of24 = ['allow', 'bob', 'deny', 'error', 'plain-deny', 'undefined'];
  const list = async (query: Record<string, string>) => {
    const { body } = await portal.get(`${PAY}/decisions`).query(query);
    return ids(body).sort();
  };
  await expect(list({})).resolves.toEqual(of24);
  await expect(list({ result: 'deny' })).resolves.toEqual([
    'deny',
    'plain-deny',
  ]);
  await expect(list({ result: 'error' })).resolves.toEqual(['error']);
  await expect(list({ result: 'undefined' })).resolves.toEqual(['undefined']);
  await expect(list({ path: 'pay' })).resolves.toEqual([
    'allow',
    'bob',
    'deny',
    'error',
    'plain-deny',
  ]);
  await expect(list({ path: 'pay/read' })).resolves.toEqual(['plain-deny']);
  await expect(list({ reason: 'role_not_allowed' })).resolves.toEqual(['deny']);
  await expect(list({ reason: 'eval_error' })).resolves.toEqual(['error']);
  await expect(list({ reason: 'never heard' })).resolves.toEqual([]);
  await expect(list({ subject: 'bob' })).resolves.toEqual(['bob']);
  await expect(list({ resource: 'r' })).resolves.toEqual(['bob']);
  await expect(
    list({ from: ago(40 * HOUR), to: ago(20 * HOUR) }),
  ).resolves.toEqual(['old']);
  await expect(list({ query: '"ID":"BOB"' })).resolves.toEqual(['bob']);
  await expect(list({ query: 'nobody' })).resolves.toEqual([]);

  const { body } = await portal.get(`${PAY}/summary?bucket=86400`).expect(200);
  expect(body.total).toEqual({
    allow: 2,
    deny: 2,
    error: 1,
    undefined: 1,
    other: 0,
  });
  const summaries = await portal
    .post('/v1/summaries', {
      entityRefs: [
        'component:default/pay',
        'component:default/crm',
        'component:default/none',
      ],
    })
    .expect(200);
  expect(summaries.body.summaries).toEqual({
    'component:default/pay': body.total,
    'component:default/crm': {
      allow: 0,
      deny: 0,
      error: 0,
      undefined: 0,
      other: 0,
    },
    'component:default/none': null,
  });
});

it('looks for a text in a bounded number of events, and says how far it came', async () => {
  const portal = await start();
  for (let i = 0; i < 21; i++) {
    const events = Array.from({ length: 1000 }, (_, n) =>
      eventOf({ input: { n: i === 0 && n === 7 ? 'needle' : n } }),
    );
    await portal.log(events).expect(200);
  }
  const search = `${PAY}/decisions?query=needle`;
  const first = (await portal.get(search).expect(200)).body;
  expect(first).toMatchObject({
    items: [],
    searched: expect.any(Number),
    searchedUntil: expect.any(String),
    nextCursor: expect.any(String),
  });
  let { body } = { body: first };
  while (body.nextCursor && body.items.length === 0) {
    ({ body } = await portal.get(`${search}&cursor=${body.nextCursor}`));
  }
  expect(body.items).toHaveLength(1);
  expect(portal.audited).toContain(
    'input-search {"entityRef":"component:default/pay"}',
  );
});

it('gives a whole event back, byte for byte', async () => {
  const portal = await start();
  const text = `{ "labels":{"id":"opa-1","entity":"component:default/pay"},"decision_id":"big",
    "path":"pay/decision","input":{"account":9007199254740993123,"rate":1.10,"e":1E400,"name":"Gr\\u00fc\\u00dfe"},
    "result":true, "timestamp":"${ago(0).replace(
      'Z',
      '123456Z',
    )}","batch_x":{"kept":[1 ,2]} }`;
  await portal.log(`[${text}]`).expect(200);
  const answer = await portal.get('/v1/decisions/big').expect(200);
  expect(answer.text).toContain(text);
  expect(answer.body).toMatchObject({
    id: 'big',
    entityRef: 'component:default/pay',
    result: 'allow',
    retentionClass: 'default',
    uploadedBy: 'external:token:user:default/ada/opa',
    inputs: 'shown',
  });
  expect(portal.audited).toContain(
    'input-read {"entityRef":"component:default/pay","decisionId":"big"}',
  );
});

it('hides inputs from who may not see them, and does not let them be guessed', async () => {
  const portal = await start();
  const entity = 'component:default/crm';
  await portal
    .log([
      eventOf({
        decision_id: 'c',
        labels: { ...labels, entity },
        request_context: { http: { headers: { 'x-user': ['ada'] } } },
        custom: { who: 'ada' },
      }),
      eventOf({
        decision_id: 'adhoc',
        labels: { ...labels, entity },
        path: undefined,
        query: 'data.users = x',
        result: [{ x: 'ada' }],
      }),
    ])
    .expect(200);
  for (const name of ['pat', 'eve']) {
    const list = await portal.get(`${CRM}/decisions`, name).expect(200);
    expect(list.body.inputs).toBe('hidden');
    expect(list.body.items[0]).not.toHaveProperty('subject');
    for (const query of ['subject=ada', 'resource=r', 'query=ada']) {
      const { body } = await portal
        .get(`${CRM}/decisions?${query}`, name)
        .expect(403);
      expect(body.error.message).toContain('decision-log.input.read');
    }
    for (const id of ['c', 'adhoc']) {
      const details = await portal.get(`/v1/decisions/${id}`, name).expect(200);
      expect(details.body.inputs).toBe('hidden');
      expect(details.body.event).toMatchObject({ decision_id: id });
      expect(details.text.replace(details.body.uploadedBy, '')).not.toContain(
        'ada',
      );
    }
  }
  const shown = await portal.get('/v1/decisions/adhoc', 'ada').expect(200);
  expect(shown.body.event.query).toBe('data.users = x');
  await portal.log([eventOf({ decision_id: 'p' })]).expect(200);
  const owned = await portal.get('/v1/decisions/p', 'pat').expect(200);
  expect(owned.body.event.input.subject.id).toBe('ada');
});

it('shows nobody what is about an entity that they may not see', async () => {
  const portal = await start();
  await portal
    .log([
      eventOf({ decision_id: 'p' }),
      eventOf({ decision_id: 'nobodys', labels, path: 'else/x' }),
    ])
    .expect(200);
  await portal.get(`${PAY}/decisions`, 'eve').expect(404);
  await portal.get(`${PAY}/summary`, 'eve').expect(404);
  await portal.get('/v1/decisions/p', 'eve').expect(404);
  await portal.get('/v1/decisions/nobodys', 'eve').expect(404);
  await portal.get('/v1/decisions/nobodys', 'pat').expect(200);
  const instances = await portal.get('/v1/instances', 'eve').expect(200);
  expect(instances.body.items).toEqual([]);
  const { body } = await portal
    .post(
      '/v1/summaries',
      { entityRefs: ['component:default/pay', 'component:default/crm'] },
      'eve',
    )
    .expect(200);
  expect(body.summaries['component:default/pay']).toBeNull();
  expect(body.summaries['component:default/crm']).not.toBeNull();
});

it('files events by label, else by the paths that entities claim, else under none', async () => {
  const portal = await start();
  const of = (decision_id: string, path: string, more = {}) =>
    eventOf({ decision_id, path, labels: { ...labels, ...more } });
  await portal
    .log([
      of('label', 'crm/x', { entity: 'Component:default/Pay' }),
      of('path', '/pay/deep/rule'),
      of('other-path', 'crm'),
      of('shared', 'shared/x'),
      of('longer-name', 'payroll/x'),
      of('bad-label', 'nothing/x', { entity: 'pay' }),
    ])
    .expect(200);
  const refs: Record<string, unknown> = {};
  for (const id of [
    'label',
    'path',
    'other-path',
    'shared',
    'longer-name',
    'bad-label',
  ]) {
    const { body } = await portal.get(`/v1/decisions/${id}`).expect(200);
    refs[id] = body.entityRef;
  }
  expect(refs).toEqual({
    label: 'component:default/pay',
    path: 'component:default/pay',
    'other-path': 'component:default/crm',
    shared: undefined,
    'longer-name': undefined,
    'bad-label': undefined,
  });
  const { body } = await portal.get('/v1/instances').expect(200);
  expect(body.items[0]).toMatchObject({ stored: 6, unmapped: 3 });
});
