import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { RequestState, useRequest } from '@companyos/plugin-companyos-react';
import { supplyChainApiRef } from '../../api';
import { releaseSentence } from '../../words';
import { NoReleases } from './NoReleases';
import { ReleaseTable } from './ReleaseTable';

/** An entity's releases: how the newest stands, then all of them. */
export function Releases({ entityRef }: { entityRef: string }) {
  const api = useApi(supplyChainApiRef);
  const request = useRequest(() => api.listReleases(entityRef, { limit: 1 }));
  return (
    <RequestState subject="releases" skeletonLines={8} {...request}>
      {({ items: [newest] }) =>
        newest ? (
          <Flex direction="column" gap="4">
            <Text variant="title-x-small" as="p">
              {releaseSentence(newest)}
            </Text>
            <ReleaseTable entityRef={entityRef} />
          </Flex>
        ) : (
          <NoReleases entityRef={entityRef} />
        )
      }
    </RequestState>
  );
}
