import type {
  ReplayChange,
  ReplayOutcome,
} from '@companyos/plugin-decision-log-common';
import { isAccepted, judge, parseReviews } from './reviews';

const sha256 = 'a'.repeat(64);
const now = new Date('2026-11-25T10:00:00Z');

const change: ReplayChange = {
  path: 'pay/decision',
  from: 'deny',
  to: 'allow',
  reasonBefore: 'role_not_allowed',
  role: 'auditor',
  tenant: 't1',
  count: 3,
  examples: [],
};

const outcomeOf = (changes: ReplayChange[], opening = 0): ReplayOutcome => ({
  candidate: { sha256, files: 1, opaVersion: '1.22.2' },
  seen: 3,
  replayed: 3,
  same: 0,
  matrix: [],
  changes,
  beyond: { opening, other: 5 },
  notReplayed: [],
  clock: { logged: 0, event: 0 },
});

const review = {
  path: 'pay/decision',
  reason: 'role_not_allowed',
  policy: `sha256:${sha256}`,
  reviewer: 'user:default/sam',
  why: 'Auditors read',
  expires: '2026-11-26',
};

const judged = (entry: object, changes = [change]) =>
  judge(outcomeOf(changes), parseReviews({ reviewed: [entry] }), now);

it('accepts what a person reviewed', () => {
  expect(isAccepted(judged(review))).toBe(true);
  expect(isAccepted(judged({ ...review, role: 'auditor', tenant: 't1' }))).toBe(
    true,
  );
});

it.each<[string, object]>([
  ['it names no reviewer', { reviewer: undefined }],
  ['it names no reviewer', { reviewer: null }],
  ['it names no reviewer', { reviewer: ' ' }],
  ['it gives no reason', { why: '' }],
  ['it has no end', { expires: null }],
  ['it ended on 2026-11-25', { expires: '2026-11-25' }],
  [
    'it is of another policy than this one',
    { policy: `sha256:${'b'.repeat(64)}` },
  ],
])('does not accept because %s', (why, missing) => {
  const judgement = judged({ ...review, ...missing });
  expect(judgement).toMatchObject({ unreviewed: [change], ignored: [{ why }] });
  expect(isAccepted(judgement)).toBe(false);
});

it.each<object>([
  { path: 'pay' },
  { from: 'undefined' },
  { reason: 'tenant_mismatch' },
  { reason: undefined },
  { role: 'editor' },
  { tenant: 't2' },
])('covers nothing else: %j', other => {
  expect(isAccepted(judged({ ...review, ...other }))).toBe(false);
});

it('is about what opens alone, whatever it was before', () => {
  const closing: ReplayChange = { ...change, from: 'allow', to: 'deny' };
  const same: ReplayChange = { ...change, from: 'allow', to: 'allow' };
  expect(isAccepted(judge(outcomeOf([closing, same]), [], now))).toBe(true);
  for (const from of ['deny', 'undefined', 'error', 'other'] as const)
    expect(isAccepted(judge(outcomeOf([{ ...change, from }]), [], now))).toBe(
      false,
    );
});

it('accepts nothing that could not be told apart', () => {
  expect(isAccepted(judge(outcomeOf([], 1), [], now))).toBe(false);
});

it('names the field that is wrong', () => {
  const wrong: [object, RegExp][] = [
    [{}, /reviewed: /],
    [{ reviewed: [{ ...review, policy: 'abc' }] }, /reviewed\.0\.policy: use/],
    [{ reviewed: [{ ...review, expires: 'soon' }] }, /expires: use a day/],
    [{ reviewed: [{ ...review, reviewr: 'x' }] }, /reviewr/],
  ];
  for (const [document, message] of wrong)
    expect(() => parseReviews(document)).toThrow(message);
});
