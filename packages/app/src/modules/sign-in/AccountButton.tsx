import { useState } from 'react';
import { UserIdentity } from '@backstage/core-components';
import { useApi, type ApiRef } from '@backstage/core-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Button } from '@backstage/ui';
import type { SignInApi } from './providers';

/** Signs in with an account elsewhere, in a popup; a refusal is handed on with its reason. */
export function AccountButton(props: {
  label: string;
  apiRef: ApiRef<SignInApi>;
  onSignInSuccess: SignInPageProps['onSignInSuccess'];
  onRefused: (error: Error) => void;
}) {
  const { label, apiRef, onSignInSuccess, onRefused } = props;
  const authApi = useApi(apiRef);
  const [isPending, setPending] = useState(false);

  const signIn = async () => {
    setPending(true);
    try {
      const session = await authApi.getBackstageIdentity({
        instantPopup: true,
      });
      if (!session) throw new Error('The sign-in did not give an identity');
      const profile = await authApi.getProfile();
      onSignInSuccess(
        UserIdentity.create({ identity: session.identity, authApi, profile }),
      );
    } catch (error) {
      onRefused(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setPending(false);
    }
  };

  return (
    <Button onPress={signIn} isPending={isPending}>
      {label}
    </Button>
  );
}
