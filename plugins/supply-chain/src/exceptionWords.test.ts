import { exceptionText, exceptionVerdict } from './exceptionWords';

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
