import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Flex, Text } from '@backstage/ui';
import type { Denial } from './denial';

/** For somebody whom the catalog does not know: who they are, what is missing, whom to ask. */
export function DeniedPage(props: { denial: Denial; onStartOver: () => void }) {
  const { denial, onStartOver } = props;
  const configApi = useApi(configApiRef);
  const title = configApi.getOptionalString('app.title') ?? 'This portal';
  const supportUrl = configApi.getOptionalString('app.support.url');
  return (
    <Flex direction="column" gap="4" align="start">
      <Text color="secondary">403 · Not allowed</Text>
      <Text variant="title-medium" as="h1">
        {title} does not know you yet
      </Text>
      <Text as="p">{denial.who}.</Text>
      <Text as="p">
        {denial.reason}. Only people whom the catalog lists as users come in;
        nobody is added by signing in.
      </Text>
      <Text as="p">
        Ask the Platform team to add you to the catalog, or to link your account
        to the user that you have there. Then sign in again.
      </Text>
      <Flex gap="3">
        <Button onPress={onStartOver}>Sign in as someone else</Button>
        {supportUrl && (
          <ButtonLink variant="secondary" href={supportUrl}>
            Ask the Platform team
          </ButtonLink>
        )}
      </Flex>
    </Flex>
  );
}
