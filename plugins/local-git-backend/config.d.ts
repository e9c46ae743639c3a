export interface Config {
  /** A small Git host for laptops and tests. It never runs when NODE_ENV is `production`. */
  localGit?: {
    /** Default: false. */
    enabled?: boolean;
    /**
     * Folder of the bare repositories; relative to the folder that the backend is started in.
     * Default: `.companyos/repos`.
     */
    root?: string;
    /**
     * The largest push, in bytes. Default: 104857600 (100 MiB).
     */
    maxPushSize?: number;
    /** What is run on every commit that is pushed to a default branch. */
    checks?: {
      /** Program and arguments; no shell reads them. Default: `['make', 'test']`. */
      command?: string[];
      /** The longest that a check may take, in seconds. Default: 900. */
      timeout?: number;
      /**
       * Environment variables of the portal that a check gets besides PATH, HOME, locale, proxy and cache settings.
       * Default: none.
       */
      passEnv?: string[];
    };
  };
}
