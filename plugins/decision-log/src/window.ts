/** Spans of time that one can choose from, and how fine the chart is then. */
export const SPANS = {
  hour: { label: 'Last hour', words: 'in the last hour', seconds: 3600 },
  day: { label: 'Last day', words: 'in the last day', seconds: 86_400 },
  week: { label: 'Last 7 days', words: 'in the last 7 days', seconds: 604_800 },
  month: {
    label: 'Last 30 days',
    words: 'in the last 30 days',
    seconds: 2_592_000,
  },
} as const;

/** @see SPANS */
export type Span = keyof typeof SPANS;

/** The span of that name; the last day for any other name. */
export function spanOf(name: string): Span {
  return Object.hasOwn(SPANS, name) ? (name as Span) : 'day';
}

/** A window of time, in milliseconds since 1970; the end is not in it. */
export type TimeWindow = { from: number; to: number; bucket: number };

const BUCKETS = [60, 300, 900, 3600, 10_800, 21_600, 86_400];
const MAX_BARS = 60;

/** A window, with buckets that begin at its beginning. */
export function windowOf(from: number, to: number): TimeWindow {
  const seconds = (to - from) / 1000;
  const bucket = BUCKETS.find(one => seconds / one <= MAX_BARS) ?? 86_400;
  return { from, to, bucket };
}

/** The last hour, day, week or month, up to now. */
export function lastWindow(span: Span, now: number): TimeWindow {
  return windowOf(now - SPANS[span].seconds * 1000, now);
}
