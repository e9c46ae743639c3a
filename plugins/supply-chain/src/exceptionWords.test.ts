import {
  exceptionText,
  exceptionVerdict,
  explanationText,
  triageVerdict,
} from './exceptionWords';

const now = new Date('2026-01-01T00:00:00Z');
const later = '2026-06-01T00:00:00.000Z';

it.each([
  ['not_affected', later, 'exempt', 'Not affected until 1 Jun 2026'],
  ['affected', later, 'exempt', 'Risk accepted until 1 Jun 2026'],
  [
    'fixed',
    '2026-01-31T00:00:00.000Z',
    'warning',
    'Fixed otherwise until 31 Jan 2026',
  ],
  ['not_affected', '2026-01-01T00:00:00.000Z', 'negative', 'Ended 1 Jan 2026'],
  ['not_affected', undefined, 'warning', 'Not affected, without an end'],
  ['under_investigation', later, 'unknown', 'Under investigation'],
  ['other', later, 'unknown', 'other'],
])('%s until %s is %s: %s', (status, expires, verdict, label) => {
  expect(exceptionVerdict({ status, expires }, now)).toEqual({
    verdict,
    label,
  });
});

it.each([
  [
    { status: 'not_affected', justification: 'component_not_present' },
    'The component is not present',
  ],
  [{ status: 'affected', action: 'Update soon' }, 'Update soon'],
  [{ status: 'fixed' }, 'The statement says fixed and no more'],
])('says why: %j', (exception, text) => {
  expect(exceptionText(exception)).toBe(text);
});

const counting = {
  source: 'v1/attestations/1',
  counts: true,
  why: `it counts until ${later}.`,
  status: 'not_affected',
  justification: 'component_not_present',
  owner: 'group:default/crm',
  expires: later,
};
const elsewhere = {
  ...counting,
  counts: false,
  why: 'it is about pkg:npm/a@2.0.0.',
};

it.each([
  [undefined, 'unknown', 'Unknown', /does not verify any more/],
  [{ counts: true, exceptions: [] }, 'negative', 'Counts', /Nobody has signed/],
  [
    { counts: true, exceptions: [elsewhere] },
    'negative',
    'Counts',
    /takes it out/,
  ],
  [
    { counts: false, exceptions: [elsewhere, counting] },
    'exempt',
    'Excepted until 1 Jun 2026',
    /^$/,
  ],
])('says whether a finding counts: %#', (triage, verdict, label, reason) => {
  const judgement = triageVerdict(triage);
  expect(judgement).toMatchObject({ verdict, label });
  expect(judgement.reason ?? '').toMatch(reason);
});

it('explains what matches and what does not', () => {
  expect(explanationText(counting)).toBe(
    `Not affected, says group:default/crm: The component is not present. Applies: it counts until ${later}.`,
  );
  expect(explanationText(elsewhere)).toMatch(
    /Does not apply: it is about pkg:npm\/a@2\.0\.0\.$/,
  );
  expect(
    explanationText({ source: 'x', counts: false, why: 'The key is unknown.' }),
  ).toBe(
    'An exception that is not proven, so that nothing of it is read. Does not apply: The key is unknown.',
  );
});
