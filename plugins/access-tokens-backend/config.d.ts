export interface Config {
  backend?: {
    auth?: {
      /**
       * Access tokens are switched on by one entry for each scope that people may choose. A token can do what its
       * scope's `accessRestrictions` allow and nothing else, so every entry needs at least one.
       */
      externalAccess?: Array<{
        type: 'companyos-access-token';
        options: {
          /** Name of the scope, up to 31 lower-case letters, digits and hyphens. No default. */
          scope: string;
          /** What tokens of this scope are for, as shown to the people who choose one. No default. */
          description: string;
        };
        /** Backend plugins that accept the token, and what it may do there. At least one. */
        accessRestrictions: Array<{
          plugin: string;
          /** Names of permissions. Default: all of the plugin's. */
          permission?: string | Array<string>;
          permissionAttribute?: {
            action?: string | Array<string>;
          };
        }>;
      }>;
    };
  };
}
