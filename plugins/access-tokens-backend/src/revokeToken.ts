import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  accessTokenManagePermission,
  type AccessToken,
} from '@companyos/plugin-access-tokens-common';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { TokenStore } from './TokenStore';

/**
 * Revokes a token by forgetting it: the next request that carries it is refused.
 *
 * @returns the token that was revoked
 * @throws NotFoundError when there is none, or it is somebody else's and the caller may not manage all tokens; which of
 *   the two is not told.
 */
export async function revokeToken(options: {
  id: string;
  credentials: BackstageCredentials<BackstageUserPrincipal>;
  permissions: PermissionsService;
  store: Pick<TokenStore, 'find' | 'delete'>;
}): Promise<AccessToken> {
  const { id, credentials, permissions, store } = options;
  const token = await store.find(id);
  const isOwn = token?.owner === credentials.principal.userEntityRef;
  const mayRevoke = isOwn || (await mayManageTokens(permissions, credentials));
  if (!token || !mayRevoke || !(await store.delete(id))) {
    throw new NotFoundError(`You have no token with the id '${id}'`);
  }
  return token;
}

async function mayManageTokens(
  permissions: PermissionsService,
  credentials: BackstageCredentials,
): Promise<boolean> {
  const [decision] = await permissions.authorize(
    [{ permission: accessTokenManagePermission }],
    { credentials },
  );
  return decision.result === AuthorizeResult.ALLOW;
}
