import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Dialog, DialogHeader } from '@backstage/ui';
import type { CreateTokenRequest } from '@companyos/plugin-access-tokens-common';
import { RequestState } from '@companyos/plugin-companyos-react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { accessTokensApiRef } from '../../api';
import { NewToken } from './NewToken';
import { TokenForm } from './TokenForm';

/** First the form; then, once, the value. */
export function CreateTokenDialog(props: {
  onCreated: () => void;
  onClose: () => void;
}) {
  const { onCreated, onClose } = props;
  const api = useApi(accessTokensApiRef);
  const scopes = useAsyncRetry(() => api.listScopes(), [api]);
  const [value, setValue] = useState<string>();
  const [{ loading, error }, create] = useAsyncFn(
    async (request: CreateTokenRequest) => {
      const created = await api.createToken(request);
      setValue(created.value);
      onCreated();
    },
    [api, onCreated],
  );
  return (
    <Dialog
      isOpen
      // A press beside it must not lose the value, which is shown this once.
      isDismissable={false}
      onOpenChange={isOpen => !isOpen && onClose()}
    >
      <DialogHeader>
        {value ? 'Copy your new token' : 'Create an access token'}
      </DialogHeader>
      {value ? (
        <NewToken value={value} onDone={onClose} />
      ) : (
        <RequestState subject="scopes" {...scopes}>
          {found => (
            <TokenForm
              scopes={found}
              isPending={loading}
              error={error}
              onSubmit={create}
              onCancel={onClose}
            />
          )}
        </RequestState>
      )}
    </Dialog>
  );
}
