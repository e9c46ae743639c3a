import { createApiRef } from '@backstage/frontend-plugin-api';
import type { AccessTokensClient } from '@companyos/plugin-access-tokens-common';

/** What the screens ask of the backend. */
export type AccessTokensApi = Pick<
  AccessTokensClient,
  'createToken' | 'listTokens' | 'listScopes' | 'revokeToken'
>;

export const accessTokensApiRef = createApiRef<AccessTokensApi>().with({
  id: 'plugin.access-tokens.client',
  pluginId: 'access-tokens',
});
