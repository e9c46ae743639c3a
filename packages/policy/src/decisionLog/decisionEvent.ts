/** A decision that was made in this process. */
export type MadeDecision = {
  /** What was asked, such as `portal/decision`. */
  path: string;
  input: unknown;
  /** Absent when the evaluation failed. */
  result?: unknown;
  /** Why it failed. */
  error?: string;
  /** Nanoseconds that the evaluation took. */
  evalNanos: number;
  /** Milliseconds since 1970. */
  at: number;
};

/** Who decides: the same with every event of a process. */
export type Decider = {
  /** `id` is another one with each start. */
  labels: Record<string, string> & { id: string };
  /** The name of the policy, and what exactly it is. */
  bundle: { name: string; revision: string };
};

/**
 * A decision in the form in which OPA logs its own.
 *
 * @see https://www.openpolicyagent.org/docs/management-decision-logs
 */
export function toDecisionEvent(
  decider: Decider,
  decisionId: string,
  decision: MadeDecision,
): Record<string, unknown> {
  const { path, input, result, error, evalNanos, at } = decision;
  return {
    labels: decider.labels,
    decision_id: decisionId,
    bundles: { [decider.bundle.name]: { revision: decider.bundle.revision } },
    path,
    input,
    ...(error === undefined
      ? { result }
      : { error: { code: 'internal_error', message: error } }),
    timestamp: new Date(at).toISOString(),
    metrics: { timer_rego_query_eval_ns: evalNanos },
  };
}
