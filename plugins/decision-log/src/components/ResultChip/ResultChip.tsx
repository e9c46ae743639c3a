import { VerdictChip } from '@companyos/plugin-companyos-react';
import type { Result } from '@companyos/plugin-decision-log-common';
import { RESULT_WORDS } from '../../words';

/** What a decision came to. */
export function ResultChip({ result }: { result: Result }) {
  const { verdict, label } = RESULT_WORDS[result];
  return <VerdictChip verdict={verdict} label={label} />;
}
