let failed = false;

/** One line of the benchmark, `name ours baseline ratio goal`; the ratio has to be on the goal's side. */
export function print(
  name: string,
  [ours, baseline]: [number, number],
  ratio: number,
  goal: `≤${number}` | `≥${number}`,
): void {
  const limit = Number(goal.slice(1));
  const good = goal.startsWith('≤') ? ratio <= limit : ratio >= limit;
  process.stdout.write(
    `${[name, ...[ours, baseline, ratio].map(text), goal].join(' ')}\n`,
  );
  if (good) return;
  failed = true;
  process.stderr.write(`${name} missed its goal\n`);
}

/** A figure without a goal. */
export function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Whether a goal was missed. */
export function hasFailed(): boolean {
  return failed;
}

/** Milliseconds of a piece of work. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds at the median of several pieces of work, in turns, after some rounds to warm up. */
export async function alternate(
  works: (() => Promise<unknown>)[],
  rounds: { warmUp: number; measured: number },
): Promise<number[]> {
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < rounds.warmUp + rounds.measured; round++) {
    for (const [index, work] of works.entries()) {
      const taken = await time(work);
      if (round >= rounds.warmUp) times[index].push(taken);
    }
  }
  return times.map(median);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function text(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0);
}
