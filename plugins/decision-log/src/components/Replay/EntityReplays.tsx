import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import {
  EmptyState,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import { portalPath } from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../../api';
import { ReplayForm } from './ReplayForm';
import { ReplayTable } from './ReplayTable';
import styles from './Replay.module.css';

/** Begins a replay of an entity, and lists those there were. */
export function EntityReplays({ entityRef }: { entityRef: string }) {
  const api = useApi(decisionLogApiRef);
  const request = useRequest(
    () => api.listReplays(entityRef),
    ({ items }) => items.some(({ state }) => state === 'running'),
  );
  return (
    <RequestState subject="replays" skeletonLines={8} {...request}>
      {({ items }) => (
        <Flex direction="column" gap="5">
          <Flex direction="column" gap="1">
            <Text variant="title-x-small" as="p">
              What would another policy have decided for {entityRef}?
            </Text>
            <Flex gap="2" align="center" className={styles.wrap}>
              <Text color="secondary" as="p">
                Logged decisions are made again by Open Policy Agent, and
                compared with what was stored.
              </Text>
              <Link href={portalPath.entity(entityRef)}>Its decisions</Link>
            </Flex>
          </Flex>
          <ReplayForm entityRef={entityRef} />
          <Flex direction="column" gap="2">
            <Text variant="body-large" weight="bold" as="h2">
              Replays
            </Text>
            {items.length === 0 ? (
              <EmptyState
                title="No replays yet"
                description="Name a revision of the policy or paste Rego above; the first one stands here."
              />
            ) : (
              <ReplayTable replays={items} />
            )}
          </Flex>
        </Flex>
      )}
    </RequestState>
  );
}
