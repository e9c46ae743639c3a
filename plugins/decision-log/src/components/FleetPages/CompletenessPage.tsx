import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import { EmptyState, useAddress } from '@companyos/plugin-companyos-react';
import { portalPath } from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../../api';
import { completenessSentence } from '../../fleetWords';
import { CounterTable } from './CounterTable';
import { FleetPage } from './FleetPage';
import { InstanceTable } from './InstanceTable';

/** How many OPA processes are shown; whoever has more of them looks at those of one entity. */
const MAX_INSTANCES = 500;

/** Whether the record is whole: of all services, or of the one that the address names. */
export function CompletenessPage() {
  const api = useApi(decisionLogApiRef);
  const entityRef = useAddress().get('entity') || undefined;
  return (
    <FleetPage
      subject="the completeness of the log"
      question={entityRef ?? ''}
      ask={async () => {
        const [instances, counters] = await Promise.all([
          api.listInstances({ entityRef, limit: MAX_INSTANCES }),
          api.listCounters({ entityRef }),
        ]);
        return { instances, counters };
      }}
      sentence={({ instances, counters }) =>
        completenessSentence(instances, counters)
      }
      tools={
        entityRef && (
          <Text as="p">
            Of {entityRef} alone.{' '}
            <Link href={portalPath.completeness()}>Show all</Link>
          </Text>
        )
      }
    >
      {({ instances, counters }) => (
        <Flex direction="column" gap="5">
          <Flex direction="column" gap="2">
            <Text variant="body-large" weight="bold" as="h2">
              What OPA counted, and what arrived
            </Text>
            {instances.items.length === 0 ? (
              <EmptyState
                title="No OPA has sent anything"
                description="An OPA stands here as soon as it sends decisions or its status."
              />
            ) : (
              <InstanceTable instances={instances.items} />
            )}
          </Flex>
          <Flex direction="column" gap="2">
            <Text variant="body-large" weight="bold" as="h2">
              What services counted, and what is in the log
            </Text>
            <CounterTable counters={counters} />
          </Flex>
        </Flex>
      )}
    </FleetPage>
  );
}
