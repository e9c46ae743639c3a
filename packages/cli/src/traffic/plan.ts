/** What the issuer knows of somebody that a token can be had for. */
export type Caller = { name: string; role: string; tenantId: string | null };

/** What a request tries. */
export type Attempt =
  | 'list'
  | 'read'
  | 'create'
  | 'readOfOtherTenant'
  | 'withoutToken';

export type PlannedRequest = { caller: Caller; attempt: Attempt };

// Mostly what people do all day; the rest is what has to be refused.
const ATTEMPTS: readonly Attempt[] = [
  'list',
  'read',
  'create',
  'read',
  'readOfOtherTenant',
  'read',
  'list',
  'withoutToken',
];

/**
 * An endless sequence in which everybody tries everything: the first attempt of each caller, then the second of each, and
 * so on. The same for the same callers.
 */
export function* planTraffic(
  callers: Caller[],
  attempts: readonly Attempt[] = ATTEMPTS,
): Generator<PlannedRequest> {
  for (let round = 0; ; round += 1) {
    const attempt = attempts[round % attempts.length];
    for (const caller of callers) yield { caller, attempt };
  }
}

/** How one request ended. */
export type Outcome = PlannedRequest & {
  /** HTTP status; 0 when there was no answer. */
  status: number;
  durationMs: number;
};

/** What happened to the callers of one role. */
export type RoleSummary = {
  role: string;
  requests: number;
  /** Requests by HTTP status, `0` for those without an answer. */
  byStatus: Record<string, number>;
  /** Milliseconds that half, and that 95 of 100 answers took at most. */
  p50Ms: number;
  p95Ms: number;
};

/** One line a role, in the order of their names. */
export function summarize(outcomes: Outcome[]): RoleSummary[] {
  const byRole = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const { role } = outcome.caller;
    byRole.set(role, [...(byRole.get(role) ?? []), outcome]);
  }
  return [...byRole]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, all]) => {
      const byStatus: Record<string, number> = {};
      for (const { status } of all) {
        byStatus[status] = (byStatus[status] ?? 0) + 1;
      }
      const times = all
        .map(({ durationMs }) => durationMs)
        .sort((a, b) => a - b);
      const quantile = (q: number) =>
        Math.round(times[Math.ceil(q * times.length) - 1] * 10) / 10;
      return {
        role,
        requests: all.length,
        byStatus,
        p50Ms: quantile(0.5),
        p95Ms: quantile(0.95),
      };
    });
}
