import {
  createApiRef,
  type DiscoveryApi,
  type FetchApi,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { AccessTokensClient } from '@companyos/plugin-access-tokens-common';
import {
  LocalGitClient,
  type Repository,
} from '@companyos/plugin-local-git-common';

/** How long the token in a clone command works. */
export const TOKEN_DAYS = 30;

/** What the screens ask of the host. */
export type LocalGitApi = Pick<
  LocalGitClient,
  | 'listRepositories'
  | 'getRepository'
  | 'listPushes'
  | 'getPush'
  | 'getPushLog'
  | 'getTree'
  | 'getBlob'
> & {
  /** Makes an access token of its own for the repository, and the command that clones with it. */
  createCloneCommand(repository: Repository): Promise<string>;
};

export const localGitApiRef = createApiRef<LocalGitApi>().with({
  id: 'plugin.local-git.client',
  pluginId: 'local-git',
});

/** The host's client for the browser. */
export class DefaultLocalGitApi extends LocalGitClient implements LocalGitApi {
  readonly #identityApi: IdentityApi;
  readonly #tokens: AccessTokensClient;

  constructor(deps: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
    identityApi: IdentityApi;
  }) {
    const { discoveryApi, fetchApi, identityApi } = deps;
    const clientOf = (pluginId: string) => ({
      baseUrl: () => discoveryApi.getBaseUrl(pluginId),
      fetch: fetchApi.fetch,
    });
    super(clientOf('local-git'));
    this.#tokens = new AccessTokensClient(clientOf('access-tokens'));
    this.#identityApi = identityApi;
  }

  async createCloneCommand(repository: Repository): Promise<string> {
    const { userEntityRef } = await this.#identityApi.getBackstageIdentity();
    const { value } = await this.#tokens.createToken({
      name: tokenName(repository.name),
      expiresInDays: TOKEN_DAYS,
      scope: 'git',
    });
    const url = new URL(repository.cloneUrl);
    url.username = parseEntityRef(userEntityRef).name;
    url.password = value;
    return `git clone ${url}`;
  }
}

// Names are unique for a person, who may clone the same repository on two machines.
function tokenName(repository: string): string {
  return `git-${repository.slice(0, 45)}-${crypto.randomUUID().slice(0, 8)}`;
}
