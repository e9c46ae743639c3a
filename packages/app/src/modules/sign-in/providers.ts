import {
  createApiRef,
  githubAuthApiRef,
  type ApiRef,
  type BackstageIdentityApi,
  type ProfileInfoApi,
  type SessionApi,
} from '@backstage/frontend-plugin-api';

/** Sign-in with whichever OpenID Connect provider the backend is configured for. */
export const oidcAuthApiRef = createApiRef<SignInApi>().with({
  id: 'auth.oidc',
  pluginId: 'app',
});

export type SignInApi = BackstageIdentityApi & ProfileInfoApi & SessionApi;

/** The ways to sign in with an account elsewhere, by the name that `app.signIn.providers` uses. */
export const ACCOUNT_PROVIDERS: Record<
  string,
  { label: string; apiRef: ApiRef<SignInApi> } | undefined
> = {
  github: { label: 'Sign in with GitHub', apiRef: githubAuthApiRef },
  oidc: { label: 'Sign in with single sign-on', apiRef: oidcAuthApiRef },
};

/** The name of the development provider, which offers people instead of accounts. */
export const PERSONAS = 'personas';
