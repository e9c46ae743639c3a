import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex, Link, Text } from '@backstage/ui';
import type { DocumentDetails, SignOff } from '@companyos/plugin-adr-common';
import {
  EmptyState,
  RelativeTime,
  shortDigest,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import { Fragment } from 'react';
import styles from './DocumentPage.module.css';

/** Who signed off which revision, and what that is worth. */
export function GivenSignOffs({ document }: { document: DocumentDetails }) {
  const { given, revision } = document;
  if (given.length === 0) {
    return (
      <EmptyState
        title="Nobody yet"
        description="Who signs off stands here, with the revision that it is for."
      />
    );
  }
  return (
    <ul className={styles.list}>
      {given.map(signOff => (
        <li key={`${signOff.user} ${signOff.revision} ${signOff.via}`}>
          <GivenSignOff
            signOff={signOff}
            current={signOff.revision === revision}
          />
        </li>
      ))}
    </ul>
  );
}

function GivenSignOff(props: { signOff: SignOff; current: boolean }) {
  const { signOff, current } = props;
  const { groups, revision, signedAt, url, user, via } = signOff;
  return (
    <Flex direction="column" gap="1" align="start">
      <Flex gap="2" align="center" className={styles.wrap}>
        <EntityRefLink entityRef={user} />
        {!current && (
          <VerdictChip
            verdict="unknown"
            label="Earlier revision"
            evidence={{
              what: `sign-off of revision ${shortDigest(revision)}`,
              when: signedAt,
              reason: 'the document has changed since, so it does not count',
            }}
          />
        )}
        {signOff.development && (
          <VerdictChip
            verdict="warning"
            label="Development"
            evidence={{
              what: `sign-off of revision ${shortDigest(revision)}`,
              when: signedAt,
              reason:
                'on a development portal anybody can be anybody: this shows the way and proves nothing',
            }}
          />
        )}
        {current && !signOff.development && (
          <VerdictChip verdict="positive" label="This revision" />
        )}
      </Flex>
      <Text variant="body-small" color="secondary" as="p">
        {'for '}
        {groups.map((group, index) => (
          <Fragment key={group}>
            {index > 0 && ', '}
            <EntityRefLink entityRef={group} />
          </Fragment>
        ))}
        {`, ${shortDigest(revision)}, `}
        <RelativeTime time={signedAt} />
        {via === 'github' && (
          <>
            {', by '}
            {url ? (
              <Link href={url} target="_blank" rel="noopener noreferrer">
                review on GitHub
              </Link>
            ) : (
              'review on GitHub'
            )}
          </>
        )}
      </Text>
    </Flex>
  );
}
