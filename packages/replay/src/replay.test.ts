import { candidateOf, eventText } from './__testUtils__/policies';
import { replay } from './replay';

jest.setTimeout(60_000);

const subject = (role: string, tenant = 't1') => ({
  input: { subject: { id: 'ada', role, tenant_id: tenant } },
});
const allowed = { result: { allow: true, reason: 'allowed' } };

const POLICY = `package pay
default decision := {"allow": false, "reason": "role_not_allowed"}
decision := {"allow": true, "reason": "allowed"} if input.subject.role in {"admin", "editor"}
`;

it('says which decisions would change, what opens first, by rule, role and tenant', async () => {
  const outcome = await replay({
    candidate: await candidateOf(POLICY),
    events: [
      eventText({ ...subject('viewer'), ...allowed, decision_id: 'closes' }),
      eventText({ ...subject('editor'), decision_id: 'opens' }),
      eventText({ ...subject('editor', 't2') }),
      eventText({ ...subject('editor', 't2'), result: undefined }),
      eventText({ ...subject('admin'), ...allowed }),
      eventText({ ...subject('viewer') }),
      eventText({
        ...subject('admin'),
        result: { allow: true, reason: 'allowed', obligations: [] },
      }),
    ],
  });
  expect(outcome).toMatchObject({
    candidate: { files: 1, opaVersion: expect.stringMatching(/^1\./) },
    seen: 7,
    replayed: 7,
    same: 2,
    notReplayed: [],
    beyond: { opening: 0, other: 0 },
  });
  expect(
    outcome.changes.map(change => [
      `${change.from}→${change.to}`,
      change.role,
      change.tenant,
      change.reasonBefore,
      change.reasonAfter,
      change.count,
    ]),
  ).toEqual([
    ['deny→allow', 'editor', 't1', 'role_not_allowed', 'allowed', 1],
    ['deny→allow', 'editor', 't2', 'role_not_allowed', 'allowed', 1],
    ['undefined→allow', 'editor', 't2', undefined, 'allowed', 1],
    ['allow→deny', 'viewer', 't1', 'allowed', 'role_not_allowed', 1],
    ['allow→allow', 'admin', 't1', 'allowed', 'allowed', 1],
  ]);
  expect(outcome.changes[0].examples).toEqual([
    {
      decisionId: 'opens',
      time: '2026-11-25T10:00:00.123456789Z',
      before: '{"allow":false,"reason":"role_not_allowed"}',
      after: '{"allow":true,"reason":"allowed"}',
    },
  ]);
  expect(outcome.matrix).toContainEqual({
    ...{ from: 'allow', to: 'allow', count: 2, changed: 1 },
  });
});

it('compares numbers with all their digits, and sets as the lists that JSON has', async () => {
  const candidate = await candidateOf(`package pay
decision := {"allow": true, "limit": input.limit, "tags": {"b", "a"}}`);
  const text = eventText({
    input: { limit: 'LIMIT' },
    result: { allow: true, limit: 'LIMIT', tags: ['a', 'b'] },
  });
  const exact = text.replaceAll('"LIMIT"', '9007199254740993123');
  const other = exact.replace(/993123(?=,"tags)/, '993124');
  const outcome = await replay({ candidate, events: [exact, other] });
  expect(outcome).toMatchObject({ same: 1, replayed: 2 });
  expect(outcome.changes[0].examples[0]).toMatchObject({
    before: expect.stringContaining('9007199254740993124'),
    after: expect.stringContaining('9007199254740993123'),
  });
});

it('says what it could not replay, and why', async () => {
  const { notReplayed, replayed, seen } = await replay({
    candidate: await candidateOf(POLICY),
    events: [
      eventText({ input: undefined }),
      eventText({ erased: ['/input/subject/email'] }),
      eventText({ masked: ['/input'] }),
      eventText({ erased: ['/result/reason'] }),
      eventText({ erased: ['/inputs'] }),
      eventText({ path: undefined, query: 'data.x' }),
      eventText({ path: 'pay/other' }),
      eventText({ path: 'elsewhere' }),
      eventText({ path: 'elsewhere' }),
      eventText({ timestamp: 'yesterday' }),
      'null',
    ],
  });
  expect([seen, replayed]).toEqual([11, 1]);
  expect(notReplayed).toEqual(
    expect.arrayContaining([
      { code: 'INPUT_MASKED', count: 2 },
      { code: 'PATH_UNKNOWN', detail: 'elsewhere', count: 2 },
      { code: 'EVENT_INVALID', count: 2 },
      { code: 'INPUT_ABSENT', count: 1 },
      { code: 'RESULT_MASKED', count: 1 },
      { code: 'PATH_ABSENT', count: 1 },
      { code: 'PATH_UNKNOWN', detail: 'pay/other', count: 1 },
    ]),
  );
});

it('asks for packages, for what is in a rule, and for names with other characters', async () => {
  const candidate = await candidateOf(`package pay["v-1"]
decision := {"allow": true}`);
  const outcome = await replay({
    candidate,
    events: [
      eventText({ path: 'pay/v-1/decision/allow', result: true }),
      eventText({ path: '/pay/v-1', result: { decision: { allow: true } } }),
      eventText({ path: 'pay/v-1/decision/allow/x', result: undefined }),
    ],
  });
  expect(outcome).toMatchObject({
    replayed: 2,
    same: 2,
    notReplayed: [{ code: 'PATH_UNKNOWN' }],
  });
});

it('survives paths that are no names', async () => {
  const paths = [
    'a\0b',
    'x'.repeat(200_000),
    '--help',
    '"',
    'pay/\ud800',
    '..',
  ];
  const outcome = await replay({
    candidate: await candidateOf(POLICY),
    events: paths.map(path => eventText({ path })),
  });
  expect(outcome.notReplayed).toHaveLength(paths.length);
  expect(new Set(outcome.notReplayed.map(({ code }) => code))).toEqual(
    new Set(['PATH_UNKNOWN']),
  );
});

it('takes an error for a result, and lets it spoil nothing else', async () => {
  const candidate = await candidateOf(`package pay
decision := {"allow": true} if input.subject.role != "nobody"
decision := {"allow": false} if input.clash`);
  const events = Array.from({ length: 40 }, (_, n) =>
    eventText({
      input: { subject: { role: 'admin' }, clash: n % 13 === 5 },
      result: { allow: true },
    }),
  );
  events.push(
    eventText({
      input: { subject: {}, clash: true },
      result: undefined,
      error: { code: 'eval_conflict_error' },
    }),
  );
  const outcome = await replay({ candidate, events });
  expect(outcome.matrix).toEqual(
    expect.arrayContaining([
      { from: 'allow', to: 'error', count: 3, changed: 3 },
      { from: 'allow', to: 'allow', count: 37, changed: 0 },
      { from: 'error', to: 'deny', count: 1, changed: 1 },
    ]),
  );
});

it('decides in bounded batches, each event once, and tells how far it is', async () => {
  const candidate = await candidateOf(POLICY);
  async function* many() {
    for (let n = 0; n < 2500; n++)
      yield eventText({ ...subject(n % 5 ? 'viewer' : 'editor') });
  }
  const progress: number[] = [];
  const outcome = await replay({
    candidate,
    events: many(),
    onProgress: seen => progress.push(seen),
  });
  expect(outcome).toMatchObject({ seen: 2500, replayed: 2500, same: 2000 });
  expect(outcome.changes).toMatchObject([{ count: 500 }]);
  expect(progress.at(-1)).toBe(2500);
  expect(progress.length).toBeGreaterThan(2);
});

it('passes a failure of the events on', async () => {
  const candidate = await candidateOf(POLICY);
  async function* broken() {
    yield eventText();
    throw new Error('the database is away');
  }
  await expect(replay({ candidate, events: broken() })).rejects.toThrow(
    'the database is away',
  );
});
