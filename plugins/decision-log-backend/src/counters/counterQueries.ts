import { promqlText } from '@companyos/plugin-companyos-node';

/** Which metric services count their decisions with, and the label that says whose it is. */
export type CounterMetric = { metric: string; label: string };

/**
 * PromQL about the decision counters of services.
 *
 * `increase` alone will not do: it leaves out what a series began with, and rounds to the window. Counts have to be exact,
 * so each series is read at both ends; only one that fell to zero in between is left to `increase`.
 *
 * @param value - of the label; all of them when not given
 * @param seconds - how long the window is
 */
export function counterQueries(
  { metric, label }: CounterMetric,
  value: string | undefined,
  seconds: number,
): { count: string; seenAt: string } {
  const series =
    value === undefined ? metric : `${metric}{${label}=${promqlText(value)}}`;
  const all = `${series}[${seconds}s]`;
  const fell = `(increase(${all}) and resets(${all}) > 0)`;
  const grew = `(last_over_time(${all}) - (${series} offset ${seconds}s))`;
  const isNew = `last_over_time(${all})`;
  return {
    count: `sum by (${label}, result, reason) (${fell} or ${grew} or ${isNew})`,
    seenAt: `max by (${label}) (timestamp(${series}))`,
  };
}
