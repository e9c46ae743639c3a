import { Container, Flex, Text } from '@backstage/ui';
import { RequestState, useRequest } from '@companyos/plugin-companyos-react';
import type { ReactNode } from 'react';

/**
 * A page about all services: says in one sentence what stands out, and then shows it. The question is fixed, as it is in
 * `useRequest`.
 */
export function FleetPage<T>(props: {
  /** What is shown, as messages name it. */
  subject: string;
  ask: () => Promise<T>;
  sentence: (value: T) => string;
  /** What one can choose; it stays while the answer is waited for. */
  tools?: ReactNode;
  children: (value: T) => ReactNode;
}) {
  const { subject, ask, sentence, tools, children } = props;
  const request = useRequest(ask);
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        {tools}
        <RequestState subject={subject} skeletonLines={8} {...request}>
          {value => (
            <Flex direction="column" gap="4">
              <Text variant="title-x-small" as="p">
                {sentence(value)}
              </Text>
              {children(value)}
            </Flex>
          )}
        </RequestState>
      </Flex>
    </Container>
  );
}
