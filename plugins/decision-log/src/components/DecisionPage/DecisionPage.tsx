import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import {
  EmptyState,
  RequestState,
  TextBlock,
  useRequest,
} from '@companyos/plugin-companyos-react';
import type { DecisionDetails } from '@companyos/plugin-decision-log-common';
import type { ReactNode } from 'react';
import { decisionLogApiRef } from '../../api';
import { readEvent } from '../../readEvent';
import { DecisionFacts } from './DecisionFacts';
import { DecisionHead } from './DecisionHead';
import { Policy } from './Policy';

/** One decision: what was asked, what came of it, under which policy. */
export function DecisionPage({ id }: { id: string }) {
  const api = useApi(decisionLogApiRef);
  const request = useRequest(async () => {
    try {
      return await api.getDecision(id);
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return 'none';
      throw error;
    }
  });
  return (
    <RequestState subject="the decision" skeletonLines={12} {...request}>
      {decision =>
        decision === 'none' ? (
          <EmptyState
            title="There is no such decision"
            description="It has not arrived yet, it is older than decisions are kept, or it is about something that you may not see."
          />
        ) : (
          <Content decision={decision} />
        )
      }
    </RequestState>
  );
}

function Content({ decision }: { decision: DecisionDetails }) {
  const { event, inputs } = decision;
  const facts = readEvent(event);
  return (
    <Flex direction="column" gap="5">
      <DecisionHead decision={decision} facts={facts} />
      <DecisionFacts decision={decision} facts={facts} />
      <Section title="What was asked">
        {inputs === 'hidden' ? (
          <Text color="secondary" as="p">
            Hidden from you: the owner of the entity, Security and Compliance
            see the input.
          </Text>
        ) : (
          <Json label="Input" value={event.input} />
        )}
      </Section>
      <Section title="What came of it">
        <Json label="Result" value={event.error ?? event.result} />
      </Section>
      <Section title="The policy that decided">
        <Policy id={decision.id} entityRef={decision.entityRef} />
      </Section>
    </Flex>
  );
}

function Section(props: { title: string; children: ReactNode }) {
  return (
    <Flex direction="column" gap="2">
      <Text variant="title-x-small" as="h3">
        {props.title}
      </Text>
      {props.children}
    </Flex>
  );
}

function Json({ label, value }: { label: string; value: unknown }) {
  if (value === undefined) {
    return (
      <Text color="secondary" as="p">
        None.
      </Text>
    );
  }
  return <TextBlock label={label} text={JSON.stringify(value, undefined, 2)} />;
}
