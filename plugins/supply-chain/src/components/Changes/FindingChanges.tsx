import { Flex, Text } from '@backstage/ui';
import { EmptyState, VerdictChip } from '@companyos/plugin-companyos-react';
import type { Changes, Finding } from '@companyos/plugin-supply-chain-common';
import { packageText } from '../../words';
import { LevelChip } from '../Chips';
import styles from './Changes.module.css';

/** Vulnerabilities that came and went. */
export function FindingChanges(props: { findings: Changes['findings'] }) {
  const { findings } = props;
  return (
    <Flex direction="column" gap="2">
      <Text variant="title-x-small" as="h3">
        Vulnerabilities
      </Text>
      {findings ? (
        <div className={styles.columns}>
          <FindingList
            title={`New ${findings.introduced}`}
            findings={findings.introducedItems}
            none="No new vulnerability."
          />
          <FindingList
            title={`Fixed ${findings.fixed}`}
            findings={findings.fixedItems}
            none="No vulnerability was fixed."
          />
        </div>
      ) : (
        <Unknown statement="scan" />
      )}
    </Flex>
  );
}

function FindingList(props: {
  title: string;
  findings: Finding[];
  none: string;
}) {
  const { title, findings, none } = props;
  return (
    <section>
      <Text weight="bold" as="h4">
        {title}
      </Text>
      {findings.length === 0 ? (
        <Text color="secondary" as="p">
          {none}
        </Text>
      ) : (
        <ul className={styles.list}>
          {findings.map(finding => (
            <li key={`${finding.vulnerability} ${packageText(finding)}`}>
              <LevelChip finding={finding} />
              <span>
                {finding.vulnerability} in {packageText(finding)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** That two releases cannot be compared, which is not the same as that nothing changed. */
export function Unknown({ statement }: { statement: 'SBOM' | 'scan' }) {
  return (
    <Flex direction="column" gap="1" align="start">
      <VerdictChip verdict="unknown" label="Cannot compare" />
      <EmptyState
        title={`No verified ${statement} of both`}
        description={`What changed is known only where both releases have a verified ${statement}.`}
      />
    </Flex>
  );
}
