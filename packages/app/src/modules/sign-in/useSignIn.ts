import { useCallback, useEffect, useRef, useState } from 'react';
import { toError } from '@backstage/errors';
import {
  discoveryApiRef,
  githubAuthApiRef,
  useApi,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import { toDenial, type Denial } from './denial';
import { oidcAuthApiRef } from './oidcAuthApi';
import { PersonaIdentity } from './PersonaIdentity';
import {
  forgetChoice,
  recallChoice,
  rememberChoice,
  type Choice,
} from './rememberedChoice';
import { signInWithAccount } from './signInWithAccount';
import type { WayId } from './ways';

/** Where somebody is on the way in. */
export type SignInState =
  | { status: 'resuming' }
  | { status: 'choosing'; error?: Error }
  | { status: 'signing-in'; choice: Choice }
  | { status: 'denied'; denial: Denial };

/**
 * Takes up what was chosen before, and signs in with what is chosen now.
 *
 * @param ways - the configured ways; what was remembered of another is not taken up
 */
export function useSignIn(
  ways: WayId[],
  onSignInSuccess: (identity: IdentityApi) => void,
) {
  const discoveryApi = useApi(discoveryApiRef);
  const githubAuthApi = useApi(githubAuthApiRef);
  const oidcAuthApi = useApi(oidcAuthApiRef);
  const [state, setState] = useState<SignInState>({ status: 'resuming' });

  const enter = useCallback(
    async (choice: Choice, mayAsk: boolean) => {
      const open = async (): Promise<IdentityApi | undefined> => {
        switch (choice.way) {
          case 'personas':
            return PersonaIdentity.signIn(
              await discoveryApi.getBaseUrl('auth'),
              choice.entityRef,
            );
          case 'github':
            return signInWithAccount(githubAuthApi, { mayAsk });
          default:
            return signInWithAccount(oidcAuthApi, { mayAsk });
        }
      };
      try {
        const identity = await open();
        if (!identity) {
          setState({ status: 'choosing' });
          return;
        }
        rememberChoice(choice);
        onSignInSuccess(identity);
      } catch (error) {
        const denial = toDenial(choice, error);
        if (denial) forgetChoice();
        setState(
          denial
            ? { status: 'denied', denial }
            : { status: 'choosing', error: toError(error) },
        );
      }
    },
    [discoveryApi, githubAuthApi, oidcAuthApi, onSignInSuccess],
  );

  // Once: a page that is drawn again must not sign in a second time.
  const resumed = useRef(false);
  useEffect(() => {
    if (resumed.current) return;
    resumed.current = true;
    const choice = recallChoice();
    if (choice && ways.includes(choice.way)) void enter(choice, false);
    else setState({ status: 'choosing' });
  }, [enter, ways]);

  return {
    state,
    signIn: (choice: Choice) => {
      setState({ status: 'signing-in', choice });
      void enter(choice, true);
    },
    startOver: () => setState({ status: 'choosing' }),
  };
}
