import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { authorize } from '@companyos/plugin-companyos-node';
import { eventReadPermission } from '@companyos/plugin-decision-log-common';
import type express from 'express';

/**
 * Who asks, if they may read decisions.
 *
 * @throws AuthenticationError, or NotAllowedError that names the permission.
 */
export async function readerOf(
  req: express.Request,
  deps: { httpAuth: HttpAuthService; permissions: PermissionsService },
): Promise<BackstageCredentials> {
  const credentials = await deps.httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  await authorize(deps.permissions, credentials, eventReadPermission);
  return credentials;
}
