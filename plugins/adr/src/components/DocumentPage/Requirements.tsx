import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Alert, Flex, Text } from '@backstage/ui';
import type { DocumentDetails } from '@companyos/plugin-adr-common';
import type { Verdict } from '@companyos/plugin-companyos-common';
import { VerdictChip } from '@companyos/plugin-companyos-react';
import styles from './DocumentPage.module.css';

/** What each group is asked for, and how much of it is there. */
export function Requirements({ document }: { document: DocumentDetails }) {
  const { problems, signOffs } = document;
  if (signOffs.state === 'invalid') {
    return (
      <Alert
        status="warning"
        icon
        title="What is required cannot be read"
        description={problems
          .filter(({ code }) => code === 'SIGN_OFFS_INVALID')
          .map(({ message }) => message)
          .join('; ')}
      />
    );
  }
  return (
    <ul className={styles.list}>
      {signOffs.requirements.map(({ group, role, minimum, given, missing }) => (
        <li key={`${group} ${role}`}>
          <Flex gap="2" align="center" justify="between">
            <Text>
              <EntityRefLink entityRef={group} />
              {role && ` as ${role}`}
            </Text>
            <VerdictChip
              verdict={verdictOf(missing, signOffs.development)}
              label={`${given} of ${minimum}`}
              evidence={{
                what: `sign-offs of ${group}`,
                against: `at least ${minimum}, each by another person`,
                reason: reasonOf(missing, signOffs.development),
              }}
            />
          </Flex>
        </li>
      ))}
    </ul>
  );
}

// What is complete with the help of development sign-offs is no evidence.
function verdictOf(missing: number, development: boolean): Verdict {
  if (missing > 0) return 'unknown';
  return development ? 'warning' : 'positive';
}

function reasonOf(missing: number, development: boolean): string | undefined {
  if (missing > 0) return `${missing} missing`;
  return development
    ? 'sign-offs given in development are among those that count here, and they prove nothing'
    : undefined;
}
