import type { ReactNode } from 'react';
import { Flex, Text } from '@backstage/ui';

/** @public */
export type EmptyStateProps = {
  /** What would stand here. */
  title: string;
  /** What to do so that something does. */
  description: ReactNode;
  /** The button or link that does it. */
  action?: ReactNode;
};

/**
 * Nothing to show yet: says what this place is for and what to do next.
 *
 * @public
 */
export function EmptyState({ title, description, action }: EmptyStateProps) {
  return (
    <Flex direction="column" gap="2" align="start" py="4">
      <Text variant="title-x-small" as="h3">
        {title}
      </Text>
      <Text color="secondary" as="p">
        {description}
      </Text>
      {action}
    </Flex>
  );
}
