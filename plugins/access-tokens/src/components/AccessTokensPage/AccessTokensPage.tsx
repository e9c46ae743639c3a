import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Container, Flex, Switch, Text } from '@backstage/ui';
import {
  accessTokenManagePermission,
  type AccessToken,
} from '@companyos/plugin-access-tokens-common';
import { EmptyState, RequestState } from '@companyos/plugin-companyos-react';
import { RiAddLine } from '@remixicon/react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { accessTokensApiRef } from '../../api';
import { listAll } from '../../listAll';
import { summarise } from '../../tokenState';
import { CreateTokenDialog } from '../CreateTokenDialog';
import { RevokeTokenDialog } from '../RevokeTokenDialog';
import { TokenTable } from '../TokenTable';

/** Which of my tokens still work, and when does the next one end? */
export function AccessTokensPage() {
  const api = useApi(accessTokensApiRef);
  const mayManage = usePermission({ permission: accessTokenManagePermission });
  const [owner, setOwner] = useState<'me' | 'all'>('me');
  const [isCreating, setCreating] = useState(false);
  const [toRevoke, setToRevoke] = useState<AccessToken>();
  const request = useAsyncRetry(() => listAll(api, owner), [api, owner]);

  const create = (
    <Button iconStart={<RiAddLine />} onPress={() => setCreating(true)}>
      Create token
    </Button>
  );
  return (
    <Container py="4">
      {mayManage.allowed && (
        <Switch
          label="Everybody's tokens"
          isSelected={owner === 'all'}
          onChange={selected => setOwner(selected ? 'all' : 'me')}
        />
      )}
      <RequestState subject="access tokens" {...request}>
        {tokens =>
          tokens.length === 0 ? (
            <EmptyState
              title="No access tokens yet"
              description="With a token, Git and CI act on the portal in your name, for a purpose and a time that you choose."
              action={create}
            />
          ) : (
            <Flex direction="column" gap="4">
              <Flex justify="between" align="center">
                <Text variant="title-x-small" as="p">
                  {summarise(tokens, new Date())}
                </Text>
                {create}
              </Flex>
              <TokenTable
                tokens={tokens}
                showsOwner={owner === 'all'}
                onRevoke={setToRevoke}
              />
            </Flex>
          )
        }
      </RequestState>
      {isCreating && (
        <CreateTokenDialog
          onCreated={request.retry}
          onClose={() => setCreating(false)}
        />
      )}
      {toRevoke && (
        <RevokeTokenDialog
          token={toRevoke}
          onRevoked={request.retry}
          onClose={() => setToRevoke(undefined)}
        />
      )}
    </Container>
  );
}
