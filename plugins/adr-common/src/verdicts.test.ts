import {
  adrStatusSchema,
  type SignOffState,
  type SignOffSummary,
} from './schema';
import { signOffVerdict, sourceVerdict, statusVerdict } from './verdicts';

function summary(
  state: SignOffState,
  given: number,
  development = false,
): SignOffSummary {
  return {
    state,
    development,
    requirements: [
      { group: 'group:default/sre', minimum: 2, given, missing: 2 - given },
    ],
  };
}

it.each<[SignOffSummary, string, string, string | undefined]>([
  [summary('complete', 2), 'positive', 'Signed off', undefined],
  [
    summary('complete', 2, true),
    'warning',
    'Signed off in development',
    'a development sign-off is no evidence',
  ],
  [
    summary('partial', 1),
    'unknown',
    '1 of 2 sign-offs',
    'missing: 1 of group:default/sre',
  ],
  [
    summary('stale', 0),
    'warning',
    'Changed since sign-off',
    'an earlier revision was signed off; missing: 2 of group:default/sre',
  ],
  [
    summary('missing', 0),
    'unknown',
    'Sign-offs missing',
    'missing: 2 of group:default/sre',
  ],
  [
    { state: 'invalid', development: false, requirements: [] },
    'unknown',
    'Cannot be read',
    'what the document requires cannot be read',
  ],
])('%j', (given, verdict, label, reason) => {
  expect(signOffVerdict(given)).toEqual(
    reason ? { verdict, label, reason } : { verdict, label },
  );
});

it('is green for accepted records and read sources only', () => {
  const green = adrStatusSchema.options.filter(
    status => statusVerdict(status).verdict === 'positive',
  );
  expect(green).toEqual(['accepted']);
  expect(sourceVerdict({ state: 'failed', reason: 'Timed out' })).toEqual({
    verdict: 'warning',
    label: 'Could not be read',
    reason: 'Timed out',
  });
  expect(sourceVerdict({ state: 'pending' }).verdict).toBe('unknown');
});
