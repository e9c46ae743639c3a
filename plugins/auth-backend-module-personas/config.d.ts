export interface Config {
  auth?: {
    providers?: {
      /**
       * Sign-in as one of the catalog's people, without a password. Only has an effect where NODE_ENV is exactly
       * `development`. An empty object switches it on; default: off.
       */
      personas?: {} | null;
    };
  };
}
