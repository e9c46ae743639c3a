import type { Verdict } from '@companyos/plugin-companyos-common';
import { VerdictChip } from '@companyos/plugin-companyos-react';
import type { Finding, Level } from '@companyos/plugin-supply-chain-common';

const LEVELS: Record<Level, { verdict: Verdict; label: string }> = {
  critical: { verdict: 'negative', label: 'Critical' },
  high: { verdict: 'negative', label: 'High' },
  medium: { verdict: 'warning', label: 'Medium' },
  low: { verdict: 'notApplicable', label: 'Low' },
  unknown: { verdict: 'unknown', label: 'Unknown' },
};

/** How severe a finding is, with its score where it has one. */
export function LevelChip(props: {
  finding: Pick<Finding, 'level' | 'score'>;
}) {
  const { level, score } = props.finding;
  const { verdict, label } = LEVELS[level];
  return (
    <VerdictChip
      verdict={verdict}
      label={score === undefined ? label : `${label} ${score.toFixed(1)}`}
    />
  );
}
