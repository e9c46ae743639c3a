import { counts } from './__testUtils__/decisionLog';
import { countsSentence, timingText } from './words';

it.each([
  [{}, 'No decision today.'],
  [{ allow: 1 }, '1 decision today, none denied.'],
  [{ allow: 1200, deny: 1 }, '1,201 decisions today, 1 denied.'],
  [
    { deny: 2, error: 1, undefined: 1 },
    '4 decisions today, 2 denied; 2 times there was no answer.',
  ],
])('%j is "%s"', (given, sentence) =>
  expect(countsSentence(counts(given), 'today')).toBe(sentence),
);

it('names timings that OPA adds one day by their own name', () => {
  expect(timingText(['timer_new_thing_ns', 2_500_000])).toBe(
    'new thing 2.5 ms',
  );
});
