import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Create a token of one's own.
 *
 * @public
 */
export const accessTokenCreatePermission = createPermission({
  name: 'access-tokens.token.create',
  attributes: { action: 'create' },
});

/**
 * See one's own tokens, never their values.
 *
 * @public
 */
export const accessTokenReadPermission = createPermission({
  name: 'access-tokens.token.read',
  attributes: { action: 'read' },
});

/**
 * Revoke a token of one's own.
 *
 * @public
 */
export const accessTokenRevokePermission = createPermission({
  name: 'access-tokens.token.revoke',
  attributes: { action: 'delete' },
});

/**
 * See and revoke everybody's tokens.
 *
 * @public
 */
export const accessTokenManagePermission = createPermission({
  name: 'access-tokens.token.manage',
  attributes: {},
});

/** @public */
export const accessTokenPermissions = [
  accessTokenCreatePermission,
  accessTokenReadPermission,
  accessTokenRevokePermission,
  accessTokenManagePermission,
];
