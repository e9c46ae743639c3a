import type { Verdict } from '@companyos/plugin-companyos-common';
import { VerdictChip } from '@companyos/plugin-companyos-react';
import type { ReplaySummary } from '@companyos/plugin-decision-log-common';

const WORDS: Record<
  ReplaySummary['state'],
  { verdict: Verdict; label: string }
> = {
  running: { verdict: 'unknown', label: 'Running' },
  done: { verdict: 'positive', label: 'Done' },
  failed: { verdict: 'negative', label: 'Failed' },
  cancelled: { verdict: 'notApplicable', label: 'Cancelled' },
  interrupted: { verdict: 'warning', label: 'Interrupted' },
};

/** What became of a replay, which says nothing about what it found. */
export function StateChip({ state }: Pick<ReplaySummary, 'state'>) {
  return <VerdictChip {...WORDS[state]} />;
}
