const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/**
 * How long ago, or how far ahead, in the largest unit that fits.
 *
 * @param time - the moment, milliseconds since 1970
 * @param now - the present, milliseconds since 1970
 * @public
 */
export function relativeTime(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  const [unit, size] =
    UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? UNITS[UNITS.length - 1];
  return format.format(Math.trunc(seconds / size), unit);
}

/**
 * A moment as people say it ("3 hours ago"), with the exact time for those who point at it.
 *
 * @public
 */
export function RelativeTime({ time }: { time: string }) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return <span>{time}</span>;
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString('en-GB')}>
      {relativeTime(date.getTime(), Date.now())}
    </time>
  );
}
