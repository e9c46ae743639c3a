import { alternate, hasFailed, median, percentile, print } from '.';

function capture(stream: 'stdout' | 'stderr'): string[] {
  const lines: string[] = [];
  jest.spyOn(process[stream], 'write').mockImplementation(text => {
    lines.push(String(text));
    return true;
  });
  return lines;
}

afterEach(() => jest.restoreAllMocks());

it('does work in turns, and leaves out what warms up', async () => {
  const done: string[] = [];
  const times = await alternate(
    [() => done.push('a'), async () => done.push('b')],
    { warmUp: 1, measured: 2 },
  );
  expect(done.join('')).toBe('ababab');
  expect(times.map(({ length }) => length)).toEqual([2, 2]);
});

it('finds the middle and the end, and leaves the order', () => {
  const values = [5, 1, 4, 2, 3];
  expect(median(values)).toBe(3);
  expect(percentile(values, 0.95)).toBe(5);
  expect(values).toEqual([5, 1, 4, 2, 3]);
});

it('judges a figure by the goal that it prints', () => {
  const lines = capture('stdout');
  const missed = capture('stderr');
  print('size', [25, 100], 0.25, '≤0.25');
  print('stall-ms', [11.4, '-'], '-', '≤15');
  expect(hasFailed()).toBe(false);
  print('speed', [695, 1000], 0.695, '≥0.7');
  expect(hasFailed()).toBe(true);
  expect(lines).toEqual([
    'size 25.00 100 0.250 ≤0.25\n',
    'stall-ms 11.40 - - ≤15\n',
    'speed 695 1000 0.695 ≥0.7\n',
  ]);
  expect(missed).toEqual(['speed missed its goal\n']);
});
