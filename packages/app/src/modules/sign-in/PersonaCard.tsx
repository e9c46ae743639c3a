import { Avatar, Card, CardBody, Flex, Text } from '@backstage/ui';
import type { Person } from './personas';

/** One person to sign in as: name, role, groups. */
export function PersonaCard(props: {
  person: Person;
  isPending: boolean;
  onChoose: () => void;
}) {
  const { person, isPending, onChoose } = props;
  const { name, title, groups, picture } = person;
  const description = [title, groups.join(', ')].filter(Boolean).join('. ');
  return (
    <Card
      label={`Sign in as ${name}. ${description}`}
      onPress={onChoose}
      aria-busy={isPending}
    >
      <CardBody>
        <Flex gap="3" align="center">
          <Avatar src={picture ?? ''} name={name} purpose="decoration" />
          <Flex direction="column" gap="0.5">
            <Text weight="bold">{name}</Text>
            <Text variant="body-small">
              {isPending ? 'Signing in…' : title}
            </Text>
            <Text variant="body-small" color="secondary">
              {groups.join(' · ')}
            </Text>
          </Flex>
        </Flex>
      </CardBody>
    </Card>
  );
}
