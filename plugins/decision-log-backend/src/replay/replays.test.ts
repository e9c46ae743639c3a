import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import type { Replay } from '@companyos/plugin-decision-log-common';
import { eventOf } from '../__testUtils__/events';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const PAY = '/v1/entities/component/default/pay';
const CRM = '/v1/entities/component/default/crm';

const rego = (roles: string) => `package pay
default decision := {"allow": false, "reason": "role_not_allowed"}
decision := {"allow": true, "reason": "allowed"} if input.subject.role in {${roles}}
`;

const pasted = (text: string) => ({
  candidate: { files: [{ path: 'pay/pay.rego', content: text }] },
});

const eventOfRole = (role: string, rest: object = {}) =>
  eventOf({
    input: { subject: { id: 'ada', role, tenant_id: 't1' }, n: 'BIG' },
    result:
      role === 'admin'
        ? { allow: true, reason: 'allowed' }
        : { allow: false, reason: 'role_not_allowed' },
    ...rest,
  });

async function ended(portal: TestPortal, id: string, name?: string) {
  for (let attempt = 0; attempt < 300; attempt++) {
    const { body } = await portal.get(`${PAY}/replays/${id}`, name).expect(200);
    if (body.state !== 'running') return body as Replay;
    await sleep(100);
  }
  throw new Error(`Replay ${id} does not end`);
}

async function waitForAudit(portal: TestPortal, event: string) {
  for (let attempt = 0; attempt < 50; attempt++) {
    if (portal.audited.some(line => line.startsWith(event))) return;
    await sleep(20);
  }
  throw new Error(portal.audited.join());
}

it('makes stored decisions again with a policy that is pasted, and outlives the page', async () => {
  const portal = await startPortal({ databases });
  const events = Array.from({ length: 1500 }, (_, n) =>
    eventOfRole(n % 3 ? 'viewer' : 'admin', { decision_id: `d-${n}` }),
  );
  events.push(
    eventOfRole('viewer', { erased: ['/input/subject/email'] }),
    eventOfRole('viewer', { timestamp: '2026-01-01T00:00:00Z' }),
    eventOfRole('viewer', {
      path: 'crm/x',
      labels: { id: 'o', entity: 'component:default/crm' },
    }),
  );
  const text = JSON.stringify(events).replaceAll(
    '"BIG"',
    '9007199254740993123',
  );
  await portal.log(text).expect(200);
  const { body: started } = await portal
    .post(`${PAY}/replays`, pasted(rego('"admin", "viewer"')))
    .expect(202);
  expect(started).toMatchObject({
    entityRef: 'component:default/pay',
    state: 'running',
    requestedBy: 'user:default/ada',
    total: 1501,
    seen: 0,
    policy: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const replay = await ended(portal, started.id);
  expect(replay).toMatchObject({ state: 'done', seen: 1501 });
  expect(replay.outcome).toMatchObject({
    seen: 1501,
    replayed: 1500,
    same: 500,
    changes: [
      {
        from: 'deny',
        to: 'allow',
        path: 'pay/decision',
        reasonBefore: 'role_not_allowed',
        role: 'viewer',
        tenant: 't1',
        count: 1000,
      },
    ],
    notReplayed: [{ code: 'INPUT_MASKED', count: 1 }],
  });
  const { body: list } = await portal.get(`${PAY}/replays`).expect(200);
  expect(list.items).toMatchObject([{ id: started.id, state: 'done' }]);
  expect(list.items[0]).not.toHaveProperty('outcome');
  await waitForAudit(portal, 'replay-create');
  await portal.get(`${CRM}/replays/${started.id}`).expect(404);
});

it('takes the policy from the entity’s source at a revision', async () => {
  const asked: string[] = [];
  const files: Record<string, string> = {
    'policy/pay/pay.rego': rego('"admin", "viewer"'),
    'policy/pay/pay_test.rego': 'this is no Rego',
    'policy/pay/testdata/cases.json': '[',
    'README.md': 'x',
  };
  const portal = await startPortal({
    databases,
    readTree: async (url, options) => {
      asked.push(url);
      if (url.includes('/gone/')) throw new NotFoundError('no such branch');
      return {
        etag: 'e',
        files: async () =>
          Object.entries(files)
            .filter(([path, text]) =>
              options!.filter!(path, { size: text.length }),
            )
            .map(([path, text]) => ({
              path,
              content: async () => Buffer.from(text),
            })),
        archive: jest.fn(),
        dir: jest.fn(),
      };
    },
  });
  await portal.log([eventOfRole('viewer')]).expect(200);
  const start = (candidate: object) =>
    portal.post(`${PAY}/replays`, { candidate });
  const { body } = await start({ ref: 'next' }).expect(202);
  expect(body).toMatchObject({
    ...{ ref: 'next', folder: 'policy', pasted: false },
  });
  expect(asked).toEqual(['https://git.example/o/pay/tree/next/']);
  const replay = await ended(portal, body.id);
  expect(replay.outcome).toMatchObject({
    candidate: { files: 1 },
    changes: [{ from: 'deny', to: 'allow', count: 1 }],
  });
  // What is pasted takes the place of a file.
  const { body: pastedOver } = await start({
    ref: 'next',
    files: [{ path: 'pay/pay.rego', content: rego('"admin"') }],
  }).expect(202);
  expect(pastedOver).toMatchObject({ ref: 'next', pasted: true });
  const over = await ended(portal, pastedOver.id);
  expect(over.outcome).toMatchObject({ candidate: { files: 1 }, same: 1 });
  const gone = await start({ ref: 'gone' }).expect(400);
  expect(gone.body.error.message).toContain('no such branch');
  const empty = await start({ ref: 'next', folder: 'rules' }).expect(400);
  expect(empty.body.error.message).toContain("no policy in 'rules'");
  const nowhere = await portal
    .post(`${CRM}/replays`, { candidate: { ref: 'next' } })
    .expect(400);
  expect(nowhere.body.error.message).toContain('source');
});

it('runs one for each person, and is cancelled', async () => {
  const portal = await startPortal({ databases });
  const events = Array.from({ length: 4000 }, () => eventOfRole('viewer'));
  await portal.log(events).expect(200);
  const slow = `package pay
decision := {"allow": count([1 | some i in numbers.range(1, 20000); i > 0]) > 0}`;
  const { body } = await portal
    .post(`${PAY}/replays`, pasted(slow))
    .expect(202);
  const second = await portal.post(`${PAY}/replays`, pasted(slow)).expect(409);
  expect(second.body.error.message).toContain('Another replay of yours');
  const other = await portal
    .post(`${PAY}/replays`, pasted(slow), 'pat')
    .expect(202);
  const third = await portal
    .post(`${CRM}/replays`, pasted(slow), 'ada')
    .expect(503);
  expect(third.body.error.message).toContain('2 replays are running');
  await portal.delete(`${PAY}/replays/${body.id}`).expect(200);
  await portal.delete(`${PAY}/replays/${other.body.id}`, 'pat').expect(200);
  expect(await ended(portal, body.id)).toMatchObject({ state: 'cancelled' });
  // Its place is free within moments.
  let next = await portal.post(`${PAY}/replays`, pasted(rego('"admin"')));
  for (let attempt = 0; next.status === 503 && attempt < 100; attempt++) {
    await sleep(100);
    next = await portal.post(`${PAY}/replays`, pasted(rego('"admin"')));
  }
  expect(next.status).toBe(202);
  const last = await ended(portal, next.body.id);
  expect(last).toMatchObject({ state: 'done' });
});

it('is interrupted when the portal stops, and when nobody says that it runs', async () => {
  const portal = await startPortal({ databases });
  await portal.log([eventOfRole('viewer')]).expect(200);
  const id = randomUUID();
  await portal.knex('replays').insert({
    ...{ id, entity_ref: 'component:default/pay', state: 'running' },
    ...{ requested_by: 'user:default/ada', policy: 'x', total: 5, seen: 2 },
    ...{ window_from: 0, window_to: 1, pasted: true },
    created_at: new Date(Date.now() - 120_000),
    alive_at: new Date(Date.now() - 61_000),
  });
  const { body } = await portal.get(`${PAY}/replays/${id}`).expect(200);
  expect(body).toMatchObject({ state: 'interrupted', seen: 2 });
  await portal.post(`${PAY}/replays`, pasted(rego('"admin"'))).expect(202);
});

it('answers 400 with what is wrong', async () => {
  const portal = await startPortal({
    databases,
    decisionLog: {
      replay: { opa: process.env.OPA_BIN ?? 'opa', maxDecisions: 2 },
    },
  });
  await portal.log([1, 2, 3].map(() => eventOfRole('viewer'))).expect(200);
  const bodies: [object, RegExp][] = [
    [{}, /candidate/],
    [{ candidate: { files: [] } }, /candidate/],
    [
      { candidate: { files: [{ path: '../a.rego', content: '' }] } },
      /use a path such as/,
    ],
    [{ candidate: { ref: '--upload-pack=x' } }, /use a branch/],
    [{ candidate: { ref: 'main', folder: '../x' } }, /use a folder/],
    [{ ...pasted('x'), from: 'yesterday' }, /from: use an ISO 8601 time/],
    [
      {
        ...pasted('package pay\n\nx if inptu.y'),
        from: '2026-01-01T00:00:00Z',
        to: '2026-01-02T00:00:00Z',
      },
      /pay\.rego:3: rego_unsafe_var/,
    ],
    [pasted(rego('"admin"')), /has 3 decisions; use one with at most 2/],
  ];
  for (const [body, message] of bodies) {
    const answer = await portal.post(`${PAY}/replays`, body);
    expect([answer.status, body]).toEqual([400, body]);
    expect(answer.body.error.message).toMatch(message);
    // Said once, and not again as its own cause.
    expect(answer.body.error.message).not.toContain('caused by');
  }
  for (const path of [`${PAY}/replays/x`, `${PAY}/events?from=x`])
    await portal.get(path).expect(400);
  await portal.delete(`${PAY}/replays/x`).expect(400);
});

it('answers 401, 403 and 404', async () => {
  const portal = await startPortal({ databases });
  const id = randomUUID();
  const calls: [
    string,
    (
      name?: string,
    ) => Promise<{ status: number; body: { error: { message: string } } }>,
  ][] = [
    ['events', async name => portal.get(`${PAY}/events`, name)],
    ['list', async name => portal.get(`${PAY}/replays`, name)],
    ['one', async name => portal.get(`${PAY}/replays/${id}`, name)],
    ['cancel', async name => portal.delete(`${PAY}/replays/${id}`, name)],
    [
      'start',
      async name => portal.post(`${PAY}/replays`, pasted(rego('"a"')), name),
    ],
  ];
  for (const [what, call] of calls) {
    expect([what, (await call('nobody')).status]).toEqual([what, 401]);
    const refused = await call('outsider');
    expect([what, refused.status]).toEqual([what, 403]);
    expect(refused.body.error.message).toMatch(/'decision-log\./);
    expect([what, (await call('eve')).status]).toEqual([what, 404]);
  }
  // Whoever sees the entity and not its inputs.
  const crm = await portal.get(`${CRM}/replays`, 'eve').expect(403);
  expect(crm.body.error.message).toContain("'decision-log.input.read'");
  await portal.get(`${CRM}/events`, 'pat').expect(403);
  await portal.post(`${CRM}/replays`, pasted(rego('"a"')), 'pat').expect(403);
  await portal.get(`${PAY}/replays/${id}`).expect(404);
  await portal.delete(`${PAY}/replays/${id}`).expect(404);
});

it('says when there is no OPA', async () => {
  const portal = await startPortal({
    databases,
    decisionLog: { replay: { opa: '/nowhere/opa' } },
  });
  const { body } = await portal
    .post(`${PAY}/replays`, pasted(rego('"a"')))
    .expect(503);
  expect(body.error.message).toContain("'decisionLog.replay.opa'");
});

it('exports events as they are, with how they are read', async () => {
  const portal = await startPortal({
    databases,
    decisionLog: {
      results: [{ path: 'pay', pointer: '/verdict', allow: ['go'] }],
    },
  });
  const text = `{ "decision_id":"big",
    "labels":{"entity":"component:default/pay"},"path":"pay/decision",
    "input":{"n":9007199254740993123},"result":{"verdict":"go"},"timestamp":"${new Date().toISOString()}"}`;
  await portal.log(`[${text}]`).expect(200);
  const many = Array.from({ length: 1200 }, (_, n) =>
    eventOf({ decision_id: `d-${n}` }),
  );
  await portal.log(many).expect(200);
  const answer = await portal
    .get(`${PAY}/events`)
    .buffer(true)
    .parse((res, done) => {
      let body = '';
      res.setEncoding('utf8');
      res.on('data', chunk => {
        body += chunk;
      });
      res.on('end', () => done(null, body));
    })
    .expect(200);
  const [header, ...lines] = (answer.body as string).trimEnd().split('\n');
  expect(JSON.parse(header)).toMatchObject({
    format: 'companyos.decision-events/v1',
    entityRef: 'component:default/pay',
    rules: {
      results: [{ path: 'pay', pointer: ['verdict'], allow: ['go'] }],
      fields: { role: expect.arrayContaining([['input', 'subject', 'role']]) },
    },
  });
  expect(lines).toHaveLength(1201);
  expect(new Set(lines.map(line => JSON.parse(line).decision_id)).size).toBe(
    1201,
  );
  expect(lines).toContain(text.replaceAll('\n', ' '));
  expect(portal.audited).toContain(
    'input-export {"entityRef":"component:default/pay"}',
  );
});
