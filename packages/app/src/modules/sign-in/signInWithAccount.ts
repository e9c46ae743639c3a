import { UserIdentity } from '@backstage/core-components';
import type { IdentityApi } from '@backstage/frontend-plugin-api';
import type { SignInApi } from './oidcAuthApi';
import { forgetChoice } from './rememberedChoice';

/**
 * Signs in with an account elsewhere.
 *
 * @param mayAsk - whether to open the provider's window; without it, only a session that is still there is taken up
 * @returns `undefined` when there is no session to take up
 */
export async function signInWithAccount(
  authApi: SignInApi,
  options: { mayAsk: boolean },
): Promise<IdentityApi | undefined> {
  const session = await authApi.getBackstageIdentity(
    options.mayAsk ? { instantPopup: true } : { optional: true },
  );
  if (!session) return undefined;
  const identity = UserIdentity.create({ identity: session.identity, authApi });
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: async () => {
      forgetChoice();
      await identity.signOut();
    },
  };
}
