import { eventOf } from '../__testUtils__/events';
import { readDecisionLogConfig } from '../config';
import { EventReader } from './EventReader';
import { EventRules } from './EventRules';
import { PolicyPaths } from './PolicyPaths';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';

function readerOf(decisionLog: JsonObject = {}) {
  const { rules } = readDecisionLogConfig(
    mockServices.rootConfig({ data: { decisionLog } }),
  );
  return new EventReader(new EventRules(rules), new PolicyPaths());
}

const now = () => Date.now() * 1000;

const read = (event: object | string | Buffer, config?: JsonObject) => {
  const bytes =
    event instanceof Buffer
      ? event
      : Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
  return readerOf(config).read(bytes, now());
};

describe('results', () => {
  it.each([
    [true, 'allow'],
    [false, 'deny'],
    [{ allow: true }, 'allow'],
    [{ allow: false, allowed: true }, 'deny'],
    [{ allowed: true }, 'allow'],
    [{ result: 'ALLOW' }, 'allow'],
    [{ result: 'DENY', reason: 'no user' }, 'deny'],
    [{ result: 'CONDITIONAL' }, 'other'],
    [{ allow: 'yes' }, 'other'],
    [{ violations: [] }, 'other'],
    [['a'], 'other'],
    ['allow', 'other'],
    [null, 'other'],
    [undefined, 'undefined'],
  ])('%j is %s', (result, expected) => {
    expect(read(eventOf({ result }))).toMatchObject({ result: expected });
  });

  it('are errors when evaluation failed, whatever else is there', () => {
    expect(
      read(eventOf({ error: { message: 'conflict' }, result: true })),
    ).toMatchObject({ result: 'error', reason: 'conflict' });
  });

  it('are read as the most exact rule for the path says', () => {
    const config = {
      results: [
        { path: 'pay', pointer: '/verdict', allow: ['go'], deny: ['stop', 0] },
        { path: 'pay/list', allow: [1] },
      ],
    };
    const of = (path: string, result: unknown) =>
      read(eventOf({ path, result }), config);
    expect(of('pay/x', { verdict: 'go' })).toMatchObject({ result: 'allow' });
    expect(of('pay', { verdict: 0 })).toMatchObject({ result: 'deny' });
    expect(of('pay/x', { allow: true })).toMatchObject({ result: 'other' });
    expect(of('pay/list', 1)).toMatchObject({ result: 'allow' });
    expect(of('payroll', true)).toMatchObject({ result: 'allow' });
  });
});

describe('quarantine', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['no object', '[]', 'EVENT_INVALID', /\(whole\)/],
    ['null', 'null', 'EVENT_INVALID', /./],
    ['broken JSON', '{"a":', 'JSON_INVALID', /not JSON/],
    ['nothing', '', 'JSON_INVALID', /not JSON/],
    [
      'no id',
      { ...eventOf(), decision_id: undefined },
      'EVENT_INVALID',
      /decision_id/,
    ],
    [
      'an id that is a number',
      eventOf({ decision_id: 1 }),
      'EVENT_INVALID',
      /decision_id/,
    ],
    [
      'no time',
      { ...eventOf(), timestamp: undefined },
      'EVENT_INVALID',
      /timestamp/,
    ],
    [
      'a day',
      eventOf({ timestamp: '2026-11-25' }),
      'EVENT_INVALID',
      /timestamp/,
    ],
    [
      'a month 13',
      eventOf({ timestamp: '2026-13-25T00:00:00Z' }),
      'EVENT_INVALID',
      /timestamp/,
    ],
    [
      'the far future',
      eventOf({ timestamp: '2999-01-01T00:00:00Z' }),
      'TIME_OUT_OF_RANGE',
      /ahead/,
    ],
    [
      'the far past',
      eventOf({ timestamp: '1999-01-01T00:00:00Z' }),
      'TIME_OUT_OF_RANGE',
      /ago/,
    ],
    [
      'labels that are a list',
      eventOf({ labels: ['id'] }),
      'EVENT_INVALID',
      /labels/,
    ],
    [
      'too much',
      eventOf({ input: 'x'.repeat(2_000_000) }),
      'EVENT_TOO_LARGE',
      /1048576/,
    ],
    [
      'no UTF-8',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
      'NOT_UTF8',
      /UTF-8/,
    ],
  ])('takes %s', (_title, event, code, reason) => {
    expect(read(event as object)).toEqual(
      expect.objectContaining({
        kind: 'quarantined',
        code,
        reason: expect.stringMatching(reason),
      }),
    );
  });

  it.each([
    ['no labels', { labels: undefined }],
    ['labels that are null', { labels: null }],
    ['labels that are no text', { labels: { id: 5, entity: {} } }],
    ['no path', { path: undefined, query: 'data.x' }],
    ['no input', { input: undefined }],
    ['an input that is a list', { input: [1] }],
    ['a result with a zero character', { result: { reason: 'a\0b' } }],
    ['half a surrogate pair', { result: { reason: '\ud800' } }],
    [
      'a clock a day ahead',
      { timestamp: new Date(Date.now() + 86_400_000).toISOString() },
    ],
    [
      'a clock a day behind',
      { timestamp: new Date(Date.now() - 86_400_000).toISOString() },
    ],
    ['fields that nobody knows', { batch_decision_id: 'b', custom: { a: 1 } }],
  ])('does not take %s', (_title, rest) => {
    expect(read(eventOf(rest)).kind).toBe('event');
  });
});

describe('masks', () => {
  const config = {
    mask: [
      { remove: ['/input/subject/email', '/input/users/*/name'] },
      { path: 'pay', replace: ['/input/card', '/result/detail'] },
    ],
  };
  const bytesOf = (event: object | string) => {
    const answer = read(event, config);
    if (answer.kind !== 'event') throw new Error(answer.kind);
    return { text: answer.bytes.toString(), masked: answer.masked };
  };

  it('leave nothing of what they are for, however it is written', () => {
    const event = JSON.stringify(eventOf({ erased: ['/input/token'] })).replace(
      '"input":{',
      '"input":{"subject":{"email":"secret1"},"card":"secret2","users":[{"name":"secret3","age":9007199254740993},{"n\\u0061me":"secret4"}],',
    );
    const doubled = event.replace(
      '"requested_by"',
      '"inp\\u0075t" : {"subject":{"e\\u006dail":{"x":["secret5"]},"email":"secret6"}, "card":{"n":"secret7"}},"requested_by"',
    );
    const { text, masked } = bytesOf(doubled);
    expect(text).not.toMatch(/secret/);
    expect(masked).toBe(true);
    expect(text).toContain('9007199254740993');
    expect(text).toContain('"card":"**MASKED**"');
    const parsed = JSON.parse(text);
    expect(parsed.erased).toEqual([
      '/input/token',
      '/input/subject/email',
      '/input/users/0/name',
      '/input/users/1/name',
    ]);
    expect(parsed.masked).toEqual(['/input/card']);
  });

  it('are for their path and all below it', () => {
    const input = { card: '4111' };
    expect(bytesOf(eventOf({ input, path: '/pay/x' })).text).not.toMatch(
      /4111/,
    );
    expect(bytesOf(eventOf({ input, path: 'payroll/x' }))).toMatchObject({
      text: expect.stringContaining('4111'),
      masked: false,
    });
  });

  it('are for what an event is filed under, too', () => {
    const answer = read(eventOf(), {
      mask: [{ remove: ['/input/subject'], replace: ['/input/resource/id'] }],
    });
    expect(answer).toMatchObject({
      subject: undefined,
      resource: '**MASKED**',
    });
  });

  it('leave every byte of an event that has nothing of it', () => {
    const text = ` {"decision_id" : "a", "timestamp":"${new Date().toISOString()}" } `;
    expect(bytesOf(text).text).toBe(text);
  });
});

it('drops what the configuration says, by path and result', () => {
  const config = {
    drop: [{ path: 'health' }, { path: 'pay', results: ['allow'] }],
  };
  const kinds = [
    { path: 'health/live' },
    { path: 'pay/x', result: true },
    { path: 'pay/x', result: false },
    { path: 'healthy', result: true },
  ].map(rest => read(eventOf(rest), config).kind);
  expect(kinds).toEqual(['dropped', 'dropped', 'event', 'event']);
});

it('files by retention class', () => {
  const config = {
    retention: {
      days: 7,
      classes: [
        { name: 'audit', days: 400, paths: ['pay'] },
        { name: 'short', days: 1, labels: { tier: 'test' } },
      ],
    },
  };
  const classOf = (rest: Record<string, unknown>) =>
    read(eventOf(rest), config);
  expect(classOf({ path: 'pay/x' })).toMatchObject({ retentionClass: 'audit' });
  expect(classOf({ path: 'x', labels: { tier: 'test' } })).toMatchObject({
    retentionClass: 'short',
  });
  expect(classOf({ path: 'x' })).toMatchObject({ retentionClass: 'default' });
});

it.each([
  ['2026-11-25T10:00:00Z', 0],
  ['2026-11-25T10:00:00.255805984Z', 255_805],
  ['2026-11-25T12:00:00.496602+02:00', 496_602],
  ['2026-11-25t10:00:00.1z', 100_000],
])('understands the time %s', (timestamp, micros) => {
  const answer = readerOf().read(
    Buffer.from(JSON.stringify(eventOf({ timestamp }))),
    Date.parse('2026-11-26T00:00:00Z') * 1000,
  );
  expect(answer).toMatchObject({
    at: Date.parse('2026-11-25T10:00:00Z') * 1000 + micros,
  });
});
