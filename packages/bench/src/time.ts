/** Milliseconds of a piece of work. @public */
export async function time(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Milliseconds of several pieces of work, in turns, after some rounds to warm up.
 *
 * @returns for each piece of work what its rounds took
 * @public
 */
export async function alternate(
  works: (() => unknown)[],
  rounds: { warmUp: number; measured: number },
): Promise<number[][]> {
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < rounds.warmUp + rounds.measured; round++) {
    for (const [index, work] of works.entries()) {
      const taken = await time(work);
      if (round >= rounds.warmUp) times[index].push(taken);
    }
  }
  return times;
}

/** The medians of {@link alternate}. @public */
export async function medians(
  ...args: Parameters<typeof alternate>
): Promise<number[]> {
  const times = await alternate(...args);
  return times.map(median);
}

/** @public */
export function median(values: number[]): number {
  return percentile(values, 0.5);
}

/**
 * The value below which a part of all lies.
 *
 * @param part - from 0 to below 1
 * @public
 */
export function percentile(values: number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * part)];
}
