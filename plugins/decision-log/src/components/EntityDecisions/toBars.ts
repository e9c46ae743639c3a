import type { Bar } from '@companyos/plugin-companyos-react';
import {
  RESULTS,
  type EntitySummary,
} from '@companyos/plugin-decision-log-common';
import type { TimeWindow } from '../../window';

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
});
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
});

/** One in so many bars has its time below it. */
const TICKS = 6;

/** A bar for each span of the window, also where nothing was decided. Its id is when it begins. */
export function toBars(summary: EntitySummary, window: TimeWindow): Bar[] {
  const width = summary.bucketSeconds * 1000;
  const found = new Map(
    summary.buckets.map(({ start, counts }) => [Date.parse(start), counts]),
  );
  const first = Math.floor(window.from / width) * width;
  const starts = Array.from(
    { length: Math.ceil((window.to - first) / width) },
    (_, index) => first + index * width,
  );
  const every = Math.ceil(starts.length / TICKS);
  const isDays = window.to - window.from > 2 * 86_400_000;
  return starts.map((start, index) => {
    const counts = found.get(start);
    const tick = (isDays ? day : clock).format(start);
    return {
      id: new Date(start).toISOString(),
      label: spanLabel(start, start + width),
      // The last would run out of the picture.
      ...(index % every === 0 &&
        index + every / 2 <= starts.length && { tick }),
      values: RESULTS.map(result => counts?.[result] ?? 0),
    };
  });
}

function spanLabel(from: number, to: number): string {
  return `${day.format(from)}, ${clock.format(from)} to ${clock.format(to)}`;
}
