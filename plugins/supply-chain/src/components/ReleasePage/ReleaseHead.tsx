import { Flex, Link, Text } from '@backstage/ui';
import { Digest, RelativeTime } from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type ReleaseDetails,
} from '@companyos/plugin-supply-chain-common';
import { RiArrowLeftLine } from '@remixicon/react';
import { releaseName, releaseSentence } from '../../words';
import { ReleaseChip } from '../Chips';
import { DownloadMenu } from './DownloadMenu';
import styles from './ReleasePage.module.css';

/** Which release it is, how it stands, and what of it can be taken along. */
export function ReleaseHead({ release }: { release: ReleaseDetails }) {
  const { digest, entityRef, recordedAt } = release;
  return (
    <Flex direction="column" gap="2" align="start">
      <Link href={portalPath.entity(entityRef)} variant="body-small">
        <span className={styles.back}>
          <RiArrowLeftLine aria-hidden />
          All releases
        </span>
      </Link>
      <div className={styles.head}>
        <Flex gap="3" align="center" className={styles.wrap}>
          <Text variant="title-small" as="h2">
            {releaseName(release)}
          </Text>
          <ReleaseChip release={release} />
        </Flex>
        <DownloadMenu release={release} />
      </div>
      <Flex gap="2" align="center" className={styles.wrap}>
        <Digest value={digest} name="digest" />
        <Text variant="body-small" color="secondary">
          recorded <RelativeTime time={recordedAt} />
        </Text>
      </Flex>
      <Text as="p">{releaseSentence(release)}</Text>
    </Flex>
  );
}
