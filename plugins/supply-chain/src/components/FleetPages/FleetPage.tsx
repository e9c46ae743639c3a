import { useApi } from '@backstage/frontend-plugin-api';
import { Container, Flex, Text } from '@backstage/ui';
import { RequestState, useRequest } from '@companyos/plugin-companyos-react';
import type { FleetSummary } from '@companyos/plugin-supply-chain-common';
import type { ReactNode } from 'react';
import { supplyChainApiRef } from '../../api';

/**
 * A page about all entities: says in one sentence what stands out, and then shows it.
 *
 * @param sentence - of the page
 * @param children - what is shown, with the numbers that the sentence is made of
 */
export function FleetPage(props: {
  sentence: (summary: FleetSummary) => string;
  children: (summary: FleetSummary) => ReactNode;
}) {
  const { sentence, children } = props;
  const api = useApi(supplyChainApiRef);
  const request = useRequest(() => api.getFleetSummary());
  return (
    <Container py="4">
      <RequestState
        subject="the supply chain of all services"
        skeletonLines={8}
        {...request}
      >
        {summary => (
          <Flex direction="column" gap="4">
            <Text variant="title-x-small" as="p">
              {sentence(summary)}
            </Text>
            {children(summary)}
          </Flex>
        )}
      </RequestState>
    </Container>
  );
}
