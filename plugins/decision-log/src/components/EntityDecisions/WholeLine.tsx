import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import { RequestState, useRequest } from '@companyos/plugin-companyos-react';
import { portalPath } from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../../api';
import { completenessSentence } from '../../fleetWords';
import styles from './EntityDecisions.module.css';

/** In one line, whether the record is whole; all about it is a page of its own. */
export function WholeLine({ entityRef }: { entityRef: string }) {
  const api = useApi(decisionLogApiRef);
  const request = useRequest(async () => {
    const [instances, counters] = await Promise.all([
      api.listInstances({ entityRef, limit: 100 }),
      api.listCounters({ entityRef }),
    ]);
    return completenessSentence(instances, counters);
  });
  return (
    <RequestState
      subject="how complete the log is"
      skeletonLines={1}
      {...request}
    >
      {sentence => (
        <Flex gap="2" align="center" className={styles.wrap}>
          <Text color="secondary" as="p">
            {sentence}
          </Text>
          <Link href={portalPath.completeness(entityRef)}>Is it whole?</Link>
        </Flex>
      )}
    </RequestState>
  );
}
