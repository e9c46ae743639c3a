import { readMeasurements, resultTable } from './measure';

it('finds the measurements between other output', () => {
  expect(
    readMeasurements(
      'warming up, 4 rounds of it\nrender 12.1 6.3 1.92 3\nmemory 210 - - 300\n',
    ),
  ).toEqual([
    { name: 'render', ours: '12.1', baseline: '6.3', ratio: '1.92', goal: '3' },
    { name: 'memory', ours: '210', baseline: '-', ratio: '-', goal: '300' },
  ]);
});

it('says of each figure whether it meets its goal', () => {
  const measurements = readMeasurements(
    'size 25.00 100 0.250 ≤0.25\nspeed 695 1000 0.695 ≥0.7\nstall 11.4 - - ≤15\nold 1 2 0.5 3',
  );
  const table = resultTable([
    { script: 'a.bench.ts', ok: false, measurements, log: '' },
    {
      script: 'b.bench.ts',
      ok: false,
      measurements: [measurements[0]],
      log: '',
    },
  ]);
  expect(table.split('\n').map(line => line.replace(/ .* /, ' '))).toEqual([
    'name verdict',
    'size ok',
    'speed missed',
    'stall ok',
    'old missed',
    'b.bench.ts missed',
    'size ok',
  ]);
});

it('lays them out with a verdict a script', () => {
  const measurements = readMeasurements('render 12.1 6.3 1.92 3');
  expect(
    resultTable([
      {
        script: 'packages/a/bench/render.bench.ts',
        ok: true,
        measurements,
        log: '',
      },
      {
        script: 'packages/a/bench/broken.bench.ts',
        ok: false,
        measurements: [],
        log: '',
      },
    ]),
  ).toBe(
    [
      'name             ours  baseline  ratio  goal  verdict',
      'render           12.1  6.3       1.92   3     ok',
      'broken.bench.ts  -     -         -      -     missed',
    ].join('\n'),
  );
});
