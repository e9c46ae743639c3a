import { Avatar, Button, Flex, Text } from '@backstage/ui';
import type { Person } from './personas';
import styles from './PersonaCard.module.css';

/** One person to sign in as: name, role, groups. A button as a whole, so that it is one target for every pointer. */
export function PersonaCard(props: {
  person: Person;
  isPending: boolean;
  onChoose: () => void;
}) {
  const { person, isPending, onChoose } = props;
  const { name, title, groups, picture } = person;
  return (
    <Button
      variant="secondary"
      className={styles.card}
      isPending={isPending}
      onPress={onChoose}
    >
      <Flex gap="3" align="center" className={styles.content}>
        <Avatar src={picture ?? ''} name={name} purpose="decoration" />
        <Flex direction="column" gap="0.5">
          <Text weight="bold">{name}</Text>
          <Text variant="body-small">{title}</Text>
          <Text variant="body-small" color="secondary">
            {groups.join(' · ')}
          </Text>
        </Flex>
      </Flex>
    </Button>
  );
}
