export interface Config {
  app?: {
    signIn?: {
      /**
       * The ways to sign in that the first page offers, in this order: `personas` (development only), `github`,
       * `oidc`. Each also needs its provider under `auth.providers`. Default: none.
       *
       * @deepVisibility frontend
       */
      providers?: Array<'personas' | 'github' | 'oidc'>;
    };
  };
}
