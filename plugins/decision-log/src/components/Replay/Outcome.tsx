import { Flex, Text } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import { EmptyState } from '@companyos/plugin-companyos-react';
import {
  NOT_REPLAYED_WORDS,
  type ReplayOutcome,
} from '@companyos/plugin-decision-log-common';
import { ChangeGroups } from './ChangeGroups';
import { Examples } from './Examples';
import { ResultMatrix } from './ResultMatrix';

/** What a replay came to: what opens first, and in the end what it could not say. */
export function Outcome({ outcome }: { outcome: ReplayOutcome }) {
  const { matrix, changes, beyond, notReplayed, clock } = outcome;
  const unnamed = beyond.opening + beyond.other;
  return (
    <Flex direction="column" gap="5">
      {matrix.length > 0 && <ResultMatrix matrix={matrix} />}
      {changes.length === 0 ? (
        <EmptyState
          title="Nothing would change"
          description="Every decision that could be made again came to the stored result."
        />
      ) : (
        <>
          <ChangeGroups changes={changes} />
          <Examples changes={changes} />
        </>
      )}
      {unnamed > 0 && (
        <Text as="p">
          {amount(unnamed)} more would change, of too many kinds to be told
          apart; {amount(beyond.opening)} of them would be allowed.
        </Text>
      )}
      <Flex direction="column" gap="2">
        <Text variant="body-large" weight="bold" as="h2">
          Not replayed
        </Text>
        {notReplayed.length === 0 && (
          <Text as="p">All decisions could be made again.</Text>
        )}
        {notReplayed.map(({ code, detail, count }) => (
          <Text as="p" key={`${code} ${detail}`}>
            {amount(count)}: {NOT_REPLAYED_WORDS[code]}
            {detail && ` (${detail})`}
          </Text>
        ))}
        {clock.event > 0 && (
          <Text as="p" color="secondary">
            {amount(clock.event)} could ask for the time, and got that of their
            event.
          </Text>
        )}
      </Flex>
    </Flex>
  );
}
