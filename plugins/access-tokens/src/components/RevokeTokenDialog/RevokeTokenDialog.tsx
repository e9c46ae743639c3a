import { useApi } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type { AccessToken } from '@companyos/plugin-access-tokens-common';
import { messageOf } from '@companyos/plugin-companyos-react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { accessTokensApiRef } from '../../api';

/** Asks once more, because what uses the token stops working at once. */
export function RevokeTokenDialog(props: {
  token: AccessToken;
  onRevoked: () => void;
  onClose: () => void;
}) {
  const { token, onRevoked, onClose } = props;
  const api = useApi(accessTokensApiRef);
  const [{ loading, error }, revoke] = useAsyncFn(async () => {
    await api.revokeToken(token.id);
    onRevoked();
    onClose();
  }, [api, token, onRevoked, onClose]);
  return (
    <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()}>
      <DialogHeader>Revoke {token.name}?</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p">
            Whatever uses this token stops working with its next request. This
            cannot be undone.
          </Text>
          {error && (
            <Alert
              status="danger"
              icon
              title="The token was not revoked"
              description={messageOf(error)}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Keep token
        </Button>
        <Button
          variant="primary"
          destructive
          isPending={loading}
          onPress={revoke}
        >
          Revoke token
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
