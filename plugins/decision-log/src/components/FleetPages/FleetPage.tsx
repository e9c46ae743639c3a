import { Container, Flex, Text } from '@backstage/ui';
import { RequestState } from '@companyos/plugin-companyos-react';
import type { ReactNode } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

/** A page about all services: says in one sentence what stands out, and then shows it. */
export function FleetPage<T>(props: {
  /** What is shown, as messages name it. */
  subject: string;
  /** Another one is asked anew; what was there stays until it is answered. */
  question: string;
  ask: () => Promise<T>;
  sentence: (value: T) => string;
  /** What one can choose; it stays where it is whatever the answer. */
  tools?: ReactNode;
  children: (value: T) => ReactNode;
}) {
  const { subject, question, ask, sentence, tools, children } = props;
  const request = useAsyncRetry(ask, [question]);
  const { value, error } = request;
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        {value !== undefined && !error && (
          <Text variant="title-x-small" as="p">
            {sentence(value)}
          </Text>
        )}
        {tools}
        <RequestState subject={subject} skeletonLines={8} {...request}>
          {children}
        </RequestState>
      </Flex>
    </Container>
  );
}
