import { roundUp, stack } from './layoutBars';

it('stacks from the bottom, without gaps, and leaves out nothing', () => {
  expect(stack([50, 25, 0], 100, 100)).toEqual([
    { series: 0, y: 50, height: 50 },
    { series: 1, y: 25, height: 25 },
  ]);
});

it('draws an amount that is small beside others so that it is seen', () => {
  expect(stack([1, 100_000], 100_001, 100)).toEqual([
    { series: 0, y: 98, height: 2 },
    { series: 1, y: 0, height: 98 },
  ]);
});

it('draws nothing of nothing', () => {
  expect(stack([0, 0], 0, 100)).toEqual([]);
});

it.each([
  [0, 1],
  [1, 1],
  [3, 5],
  [10, 10],
  [11, 20],
  [2001, 5000],
])('an axis for up to %d ends at %d', (value, end) =>
  expect(roundUp(value)).toBe(end),
);
