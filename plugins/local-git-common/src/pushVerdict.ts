import type { Evidence, Verdict } from '@companyos/plugin-companyos-common';
import type { Push } from './schema';

const VERDICT_OF: Record<Push['state'], [Verdict, string]> = {
  queued: ['unknown', 'Queued'],
  running: ['unknown', 'Running'],
  passed: ['positive', 'Passed'],
  failed: ['negative', 'Failed'],
  error: ['unknown', 'Not checked'],
};

const WAITING: Partial<Record<Push['state'], string>> = {
  queued: 'waits for the check before it',
  running: 'the check has not finished',
};

/**
 * The verdict on a pushed commit in the portal's vocabulary. While the check has not come to its end, and when it
 * could not, the answer is unknown.
 *
 * @public
 */
export function pushVerdict(push: Push): {
  verdict: Verdict;
  label: string;
  evidence: Evidence;
} {
  const [verdict, label] = VERDICT_OF[push.state];
  return {
    verdict,
    label,
    evidence: {
      what: `${push.command} on a clean checkout of ${push.commit.slice(0, 8)}`,
      against: push.ref,
      when: push.finishedAt ?? push.startedAt ?? push.pushedAt,
      by: 'the local Git host',
      reason: push.reason ?? WAITING[push.state],
    },
  };
}

/**
 * How long the check ran.
 *
 * @returns milliseconds, or undefined before it finished.
 * @public
 */
export function pushDuration(push: Push): number | undefined {
  if (!push.startedAt || !push.finishedAt) return undefined;
  return Date.parse(push.finishedAt) - Date.parse(push.startedAt);
}
