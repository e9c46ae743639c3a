import { Button, Flex } from '@backstage/ui';
import { RiGithubLine, RiLoginBoxLine } from '@remixicon/react';
import { ACCOUNT_NAMES, type AccountWayId, type WayId } from './ways';

const ICONS: Record<AccountWayId, JSX.Element> = {
  github: <RiGithubLine />,
  oidc: <RiLoginBoxLine />,
};

/** One button for each account that people can sign in with. */
export function AccountButtons(props: {
  ways: AccountWayId[];
  pending?: WayId;
  onChoose: (way: AccountWayId) => void;
}) {
  const { ways, pending, onChoose } = props;
  if (ways.length === 0) return null;
  return (
    <Flex gap="3" style={{ flexWrap: 'wrap' }}>
      {ways.map(way => (
        <Button
          key={way}
          iconStart={ICONS[way]}
          isPending={pending === way}
          isDisabled={pending !== undefined && pending !== way}
          onPress={() => onChoose(way)}
        >
          Sign in with your {ACCOUNT_NAMES[way]}
        </Button>
      ))}
    </Flex>
  );
}
