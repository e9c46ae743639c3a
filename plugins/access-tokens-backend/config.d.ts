export interface Config {
  backend?: {
    auth?: {
      /**
       * Access tokens are switched on by one entry of type `companyos-access-token` for each scope that people may
       * choose. A token can do what its scope's `accessRestrictions` allow and nothing else, so such an entry needs at
       * least one. Other types are Backstage's own, hence the loose shape here.
       */
      externalAccess?: Array<{
        type: string;
        options: {
          /** Name of the scope, up to 31 lower-case letters, digits and hyphens. No default. */
          scope?: string;
          /** What tokens of this scope are for, as shown to the people who choose one. No default. */
          description?: string;
        };
      }>;
    };
  };
}
