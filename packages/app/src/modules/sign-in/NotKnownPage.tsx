import { Alert, Button, Container, Flex, Header, Text } from '@backstage/ui';

/**
 * For those who came in with a good account that the catalog does not know, and for every other refused sign-in: what
 * is missing, who can add it, and the way back.
 */
export function NotKnownPage(props: {
  who?: string;
  error: Error;
  startOver: () => void;
}) {
  const { who, error, startOver } = props;
  return (
    <main>
      <Header title="You are not signed in" />
      <Container>
        <Flex direction="column" gap="4" align="start">
          <Alert
            status="warning"
            icon
            title={
              who
                ? `The portal refused ${who}`
                : 'The portal refused this account'
            }
            description={error.message}
          />
          <Text>
            Only people of the catalog can come in. If you should be one of
            them, ask the Platform team to add a User entity for you; nobody is
            added by signing in.
          </Text>
          <Button onPress={startOver}>Sign in as somebody else</Button>
        </Flex>
      </Container>
    </main>
  );
}
