import { InputError } from '@backstage/errors';

const DAY_MS = 86_400_000;

/** The largest window that one question about an entity may be about. */
const MAX_DAYS = 400;

const MAX_BUCKETS = 3000;

/** Microseconds since 1970, the end not included. */
export type TimeWindow = { from: number; to: number };

type WindowOptions = { maxDays?: number; part?: 'Query' | 'Body' };

/**
 * The window that a query is about. By default it is the last day, and what clocks that are ahead wrote.
 *
 * @param query - milliseconds since 1970
 * @param options - `maxDays`: the largest that it may be; `part`: of the request, which an error names
 * @throws InputError when the end is before the beginning, or too far from it.
 */
export function windowOf(
  query: { from?: number; to?: number },
  { maxDays = MAX_DAYS, part = 'Query' }: WindowOptions = {},
): TimeWindow {
  const now = Date.now();
  const from = query.from ?? (query.to ?? now) - DAY_MS;
  const to = query.to ?? Math.max(now, from) + DAY_MS;
  if (from >= to || to - from > maxDays * DAY_MS)
    throw new InputError(
      `${part} is not valid: from: use a time before 'to', and at most ${
        maxDays - 1
      } days before it`,
    );
  return { from: from * 1000, to: to * 1000 };
}

/** @throws InputError when so small buckets would be too many. */
export function checkBuckets({ from, to }: TimeWindow, seconds: number): void {
  if ((to - from) / 1_000_000 / seconds > MAX_BUCKETS)
    throw new InputError(
      `Query is not valid: bucket: use at most ${MAX_BUCKETS} buckets in the window`,
    );
}
