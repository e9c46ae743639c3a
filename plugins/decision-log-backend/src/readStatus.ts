import type { StatusBody } from '@companyos/plugin-decision-log-common';
import { z } from 'zod/v4';
import type { Reported } from './store/InstanceStore';

const DROPPED =
  /^counter_decision_logs_(dropped_\w+|encoding_failure|nd_builtin_cache_dropped)$/;

/** Only its cache of answers is left out of an event; the event comes. */
const NOT_AN_EVENT = 'nd_builtin_cache_dropped';

/** Requests of OPA's REST API that it logs as decisions. */
const DECIDING = new Set(['v0/data', 'v1/data', 'v1/query', 'index']);

/** With other codes the request was none, and nothing was decided. */
const DECIDED = new Set(['200', '404', '500']);

const MAX_ENTRIES = 100;
const MAX_TEXT = 500;

const requestsSchema = z.object({
  metric: z.array(
    z.object({
      label: z.array(z.object({ name: z.string(), value: z.string() })),
      histogram: z.object({
        // Protocol Buffers write 64 bits as text.
        sampleCount: z.coerce.number().int().nonnegative(),
      }),
    }),
  ),
});

/** What a policy that is evaluated in a process counts by itself, as the portal's own does. */
const counterSchema = z.number().int().nonnegative();

/** What is kept of a status report: numbers that say whether the log has holes, and what is wrong. */
export function readStatus(status: StatusBody): Reported {
  const metrics = status.metrics?.prometheus ?? {};
  const dropped = Object.entries(metrics).flatMap(([name, count]) => {
    const [, reason] = DROPPED.exec(name) ?? [];
    return reason && reason !== NOT_AN_EVENT && typeof count === 'number'
      ? [[reason, count] as const]
      : [];
  });
  const revisions = Object.entries(status.bundles ?? {}).flatMap(
    ([name, { active_revision }]) =>
      active_revision ? [[clip(name), clip(active_revision)] as const] : [],
  );
  return {
    decisions:
      decisionsOf(metrics.http_request_duration_seconds) ??
      counterSchema.safeParse(metrics.counter_decisions).data,
    dropped: Object.fromEntries(dropped),
    revisions: Object.fromEntries(revisions.slice(0, MAX_ENTRIES)),
    problems: problemsOf(status).slice(0, MAX_ENTRIES).map(clip),
  };
}

function decisionsOf(requests: unknown): number | undefined {
  const parsed = requestsSchema.safeParse(requests);
  if (!parsed.success) return undefined;
  let decisions = 0;
  for (const { label, histogram } of parsed.data.metric) {
    const labels = Object.fromEntries(
      label.map(({ name, value }) => [name, value]),
    );
    if (
      DECIDING.has(labels.handler) &&
      DECIDED.has(labels.code) &&
      ['get', 'post'].includes(labels.method)
    )
      decisions += histogram.sampleCount;
  }
  return decisions;
}

function problemsOf(status: StatusBody): string[] {
  const of = (
    what: string,
    report: { code?: string; message?: string } | null | undefined,
  ) =>
    report?.code
      ? [`${what}: ${[report.code, report.message].filter(Boolean).join(': ')}`]
      : [];
  return [
    ...of('decision_logs', status.decision_logs),
    ...Object.entries(status.bundles ?? {}).flatMap(([name, bundle]) =>
      of(`bundle ${name}`, bundle),
    ),
    ...Object.entries(status.plugins ?? {}).flatMap(([name, plugin]) =>
      plugin && plugin.state !== 'OK'
        ? [`plugin ${name}: ${plugin.state}`]
        : [],
    ),
  ];
}

function clip(text: string): string {
  return text.slice(0, MAX_TEXT);
}
