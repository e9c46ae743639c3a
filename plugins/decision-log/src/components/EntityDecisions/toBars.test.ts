import { counts } from '../../__testUtils__/decisionLog';
import { windowOf } from '../../window';
import { toBars } from './toBars';

const HOUR = 3_600_000;
const at = (hour: number) => Date.UTC(2026, 0, 1, hour);

it('has a bar for each span, also for those without a decision', () => {
  const window = windowOf(at(0) + 1800_000, at(6) + 1800_000);
  expect(window.bucket).toBe(900);
  const bars = toBars(
    {
      bucketSeconds: 3600,
      total: counts(),
      buckets: [
        {
          start: new Date(at(2)).toISOString(),
          counts: counts({ allow: 5, deny: 1 }),
        },
      ],
    },
    window,
  );
  expect(bars).toHaveLength(7);
  expect(bars[0].id).toBe('2026-01-01T00:00:00.000Z');
  expect(bars[2].values).toEqual([5, 1, 0, 0, 0]);
  expect(bars[3].values).toEqual([0, 0, 0, 0, 0]);
});

it('marks a few of many bars, and none at the very end', () => {
  const window = windowOf(at(0), at(0) + 48 * HOUR);
  const bars = toBars(
    { bucketSeconds: window.bucket, total: counts(), buckets: [] },
    window,
  );
  const ticks = bars.flatMap(({ tick }, index) => (tick ? [index] : []));
  expect(ticks.length).toBeGreaterThan(2);
  expect(ticks.length).toBeLessThanOrEqual(6);
  expect(Math.max(...ticks)).toBeLessThan(bars.length - 2);
});
