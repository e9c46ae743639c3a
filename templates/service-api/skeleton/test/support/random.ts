import { createHash } from 'node:crypto';

// Malformed requests are made from nothing but a number: the same number gives the same request, so that a failure can be
// looked at again.

/** Whole numbers from 0 to below `end`, the same sequence for each seed. */
export type Random = (end: number) => number;

export function randomOf(seed: string): Random {
  let count = 0;
  return end => {
    count += 1;
    const digest = createHash('sha256').update(`${seed}/${count}`).digest();
    return digest.readUInt32BE() % end;
  };
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)] as T;
}

export function bytes(random: Random, length: number): Buffer {
  return createHash('shake256', { outputLength: length })
    .update(String(random(2 ** 32)))
    .digest();
}

/** JSON values that no field and no claim may have. */
export function wrongJson(random: Random): string {
  const depth = 1 + random(200);
  return pick(random, [
    '{}',
    '[[]]',
    'true',
    '-1e308',
    '1e400',
    `"${'x'.repeat(3000)}"`,
    '{"$ne":null}',
    '['.repeat(depth) + ']'.repeat(depth),
    '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
    '9'.repeat(1 + random(400)) + '.5',
  ]);
}
