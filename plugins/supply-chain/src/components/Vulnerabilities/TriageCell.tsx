import { Cell, Flex } from '@backstage/ui';
import { VerdictChip } from '@companyos/plugin-companyos-react';
import type { ReleaseFinding } from '@companyos/plugin-supply-chain-common';
import { explanationText, triageVerdict } from '../../exceptionWords';
import styles from './Vulnerabilities.module.css';

/** Whether a finding counts in an environment, and of all that was signed about it whether that matches, and why. */
export function TriageCell(props: {
  finding: ReleaseFinding;
  environment: string;
}) {
  const { finding, environment } = props;
  const { vulnerability, triage } = finding;
  const { verdict, label, reason } = triageVerdict(triage);
  return (
    <Cell>
      <Flex direction="column" gap="1" align="start">
        <VerdictChip
          verdict={verdict}
          label={label}
          evidence={{
            what: `whether ${vulnerability} counts in ${environment}`,
            against: 'the release policy and what was signed about it',
            reason,
          }}
        />
        {triage && triage.exceptions.length > 0 && (
          <ul
            className={styles.said}
            aria-label={`What was said about ${vulnerability}`}
          >
            {triage.exceptions.map(exception => (
              <li key={`${exception.source} ${exception.why}`}>
                {explanationText(exception)}
              </li>
            ))}
          </ul>
        )}
      </Flex>
    </Cell>
  );
}
