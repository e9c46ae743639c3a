/**
 * The portal's one vocabulary of verdicts. Every screen, API and CLI line that judges something uses one of these
 * six; what is unknown is never `positive`.
 *
 * - `positive`: passed, verified, healthy, allowed
 * - `negative`: failed, tampered, exhausted, denied
 * - `warning`: at risk, burning, expiring
 * - `exempt`: waived or masked, with a reason
 * - `unknown`: stale, no data, not reported, cannot be verified
 * - `notApplicable`: the question does not arise
 *
 * @public
 */
export const VERDICTS = [
  'positive',
  'negative',
  'warning',
  'exempt',
  'unknown',
  'notApplicable',
] as const;

/** @public */
export type Verdict = (typeof VERDICTS)[number];

/**
 * What stands behind a verdict, shown when somebody asks why.
 *
 * @public
 */
export type Evidence = {
  /** What was checked, for example `make test of commit 3f9ac21e`. */
  what: string;
  /** Against which root, policy or query. */
  against?: string;
  /** When, ISO 8601. */
  when?: string;
  /** By what: a tool and its version, or a service. */
  by?: string;
  /** Why the verdict is what it is, when it is not plainly good. */
  reason?: string;
};
