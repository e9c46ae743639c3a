import type { AdrStatus, SignOffSummary } from '@companyos/plugin-adr-common';
import { adr } from './__testUtils__/adr';
import {
  countByStatus,
  decisionsSentence,
  documentSentence,
  matches,
  missingText,
  waitingSentence,
} from './words';

const summary = (more: Partial<SignOffSummary>): SignOffSummary => ({
  state: 'missing',
  development: false,
  requirements: [
    { group: 'group:default/security', minimum: 1, given: 1, missing: 0 },
    { group: 'group:default/platform', minimum: 2, given: 0, missing: 2 },
  ],
  ...more,
});
const missing = summary({});
const complete = summary({ state: 'complete' });
const flaw = { code: 'TITLE_MISSING' as const, message: 'no title' };

it.each([
  [[adr()], '1 decision.'],
  [[adr({ status: 'proposed' })], '1 decision, proposed.'],
  [[adr(), adr({ status: 'proposed' })], '2 decisions, 1 of them proposed.'],
  [
    [adr({ status: 'proposed' }), adr({ status: 'proposed' })],
    '2 decisions, all of them proposed.',
  ],
  [
    [adr(), adr({ signOffs: missing }), adr({ signOffs: missing })],
    '3 decisions; 2 wait for sign-offs.',
  ],
  [
    [adr({ status: 'proposed', signOffs: missing, problems: [flaw] })],
    '1 decision, proposed; 1 waits for sign-offs; 1 has problems.',
  ],
  [[adr({ signOffs: complete })], '1 decision; no sign-off is missing.'],
  [
    Array.from({ length: 1200 }, () => adr({ problems: [flaw] })),
    '1,200 decisions; 1,200 have problems.',
  ],
])('says what stands out: %#', (adrs, sentence) => {
  expect(decisionsSentence(adrs)).toBe(sentence);
});

it('names the groups of which something is missing, and only those', () => {
  expect(missingText(missing)).toBe('2 of platform');
});

it.each([
  [
    'missing',
    false,
    'Nobody has signed off this document yet; missing: 2 of platform.',
  ],
  [
    'partial',
    false,
    'Some sign-offs are given for this revision; missing: 2 of platform.',
  ],
  [
    'stale',
    false,
    'This document has changed since it was signed off; missing: 2 of platform.',
  ],
  ['complete', false, 'Every sign-off is given for this revision.'],
  [
    'complete',
    true,
    'Every sign-off is given for this revision, in development only: that proves nothing.',
  ],
  [
    'invalid',
    false,
    'What this document requires cannot be read, so nobody can sign it off until its front matter is repaired.',
  ],
] as const)('%s, development: %s', (state, development, sentence) => {
  expect(documentSentence(summary({ state, development }))).toBe(sentence);
});

it('counts by status in one order, without those that none has', () => {
  const statuses: AdrStatus[] = ['unknown', 'accepted', 'proposed', 'accepted'];
  expect(countByStatus(statuses.map(status => ({ status })))).toEqual([
    { status: 'proposed', count: 1 },
    { status: 'accepted', count: 2 },
    { status: 'unknown', count: 1 },
  ]);
});

it.each([
  ['identity', true],
  [' IDENTITY ', true],
  ['11', true],
  ['security', true],
  ['ada', true],
  ['billing', false],
  ['', true],
])('a search for "%s" finds it: %s', (search, found) => {
  const record = adr({
    number: 11,
    title: 'Identity model',
    tags: ['security'],
    deciders: ['Ada Okafor'],
  });
  expect(matches(record, search)).toBe(found);
});

it.each([
  [0, false, 0, false, 'No document waits for a sign-off.'],
  [
    0,
    false,
    1,
    false,
    '1 document waits for sign-offs, none of them for yours.',
  ],
  [1, false, 1, false, '1 document waits for sign-offs, and for yours.'],
  [
    2,
    false,
    14,
    false,
    '14 documents wait for sign-offs, 2 of them for yours.',
  ],
  [
    2,
    false,
    500,
    true,
    'More than 500 documents wait for sign-offs, 2 of them for yours.',
  ],
  [
    500,
    true,
    500,
    true,
    'More than 500 documents wait for sign-offs, more than 500 of them for yours.',
  ],
])(
  '%d (more: %s) of %d (more: %s)',
  (mine, mineMore, every, everyMore, text) => {
    expect(
      waitingSentence(
        { count: mine, more: mineMore },
        { count: every, more: everyMore },
      ),
    ).toBe(text);
  },
);
