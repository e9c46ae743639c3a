export interface Config {
  goldenPath?: {
    /** The one CI include of every service. Default: companyos/portal/.github/workflows/golden-path.yml@v1 */
    workflow?: string;
    cli?: {
      /** Folder with the packed CLI and its manifest.json, which the portal serves. Default: .companyos/cli */
      directory?: string;
    };
    publish?: {
      /** Where new services go. Default: local-git */
      target?: 'local-git' | 'github';
      /** Needed when the target is github. */
      github?: {
        /** Default: github.com. An integration for this host has to be configured. */
        host?: string;
        /** Organisation or user that owns new repositories. */
        owner: string;
        /** Default: private */
        visibility?: 'private' | 'internal' | 'public';
      };
    };
  };
}
