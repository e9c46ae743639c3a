import type { IdentityApi } from '@backstage/frontend-plugin-api';

const KEY = 'companyos.persona';

/** Whom this browser signed in as last, until they sign out. */
export const rememberedPersona = {
  get: (): string | undefined => window.localStorage.getItem(KEY) ?? undefined,
  set: (entityRef: string) => window.localStorage.setItem(KEY, entityRef),
  forget: () => window.localStorage.removeItem(KEY),
};

/** The same identity, whose sign-out also forgets who was chosen. */
export function forgettingOnSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: async () => {
      rememberedPersona.forget();
      await identity.signOut();
    },
  };
}
