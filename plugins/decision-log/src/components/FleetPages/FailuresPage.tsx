import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { EmptyState, useAddress } from '@companyos/plugin-companyos-react';
import { decisionLogApiRef } from '../../api';
import { failuresSentence } from '../../fleetWords';
import { lastWindow, spanOf, SPANS } from '../../window';
import { FailingServices } from './FailingServices';
import { FleetPage } from './FleetPage';
import { RefusalTable } from './RefusalTable';
import { SpanSelect } from '../SpanSelect';

/** Services that refused because there was no answer, which is no denial by a policy. */
export function FailuresPage() {
  const api = useApi(decisionLogApiRef);
  const address = useAddress();
  const span = spanOf(address.get('span'));
  const words = SPANS[span].words;
  return (
    <FleetPage
      subject="services that fail closed"
      question={span}
      ask={async () => {
        const [refusals, counters] = await Promise.all([
          api.listRefusals({
            cause: 'failure',
            from: new Date(lastWindow(span, Date.now()).from).toISOString(),
            limit: 500,
          }),
          api.listCounters(),
        ]);
        return { refusals, counters };
      }}
      sentence={({ refusals, counters }) =>
        failuresSentence(refusals, counters, words)
      }
      tools={
        <SpanSelect value={span} onChange={key => address.set('span', key)} />
      }
    >
      {({ refusals, counters }) => (
        <Flex direction="column" gap="5">
          <Flex direction="column" gap="2">
            <Text variant="body-large" weight="bold" as="h2">
              Policies without an answer, by the log
            </Text>
            {refusals.items.length === 0 ? (
              <EmptyState
                title="Every policy answered"
                description={`No decision in the log ${words} is an error or undefined.`}
              />
            ) : (
              <RefusalTable refusals={refusals.items} span={span} />
            )}
          </Flex>
          <Flex direction="column" gap="2">
            <Text variant="body-large" weight="bold" as="h2">
              Services without an answer, by their own counters in the last day
            </Text>
            <FailingServices counters={counters} />
          </Flex>
        </Flex>
      )}
    </FleetPage>
  );
}
