import { amount, count } from '@companyos/plugin-companyos-common';
import {
  closes,
  opens,
  type ReplayChange,
  type ReplayOutcome,
  type ReplaySummary,
} from '@companyos/plugin-decision-log-common';

/** Where the policy of a replay is from. */
export function policyName({ ref, pasted }: ReplaySummary): string {
  if (!ref) return 'Pasted Rego';
  return pasted ? `${ref}, with pasted Rego` : ref;
}

/** What a change means for whoever asks: `opens`, `closes` or `other`. */
export type Meaning = 'opens' | 'closes' | 'other';

/** @see Meaning */
export function meaningOf(change: Pick<ReplayChange, 'from' | 'to'>): Meaning {
  if (opens(change)) return 'opens';
  return closes(change) ? 'closes' : 'other';
}

/** What a replay came to, in one sentence. */
export function outcomeSentence(outcome: ReplayOutcome): string {
  const { replayed, matrix } = outcome;
  if (replayed === 0) return 'None of the decisions could be made again.';
  const sums = { opens: 0, closes: 0, other: 0 };
  for (const { from, to, changed } of matrix)
    sums[meaningOf({ from, to })] += changed;
  const parts = [
    sums.opens > 0 && `${amount(sums.opens)} would be allowed that were not`,
    sums.closes > 0 && `${amount(sums.closes)} would no longer be allowed`,
    sums.other > 0 && `${amount(sums.other)} would have another result`,
  ].filter(Boolean);
  return parts.length === 0
    ? `${count(replayed, 'decision')} would be the same.`
    : `Of ${count(replayed, 'decision')} ${parts.join(', ')}.`;
}
