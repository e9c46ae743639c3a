import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { authorize } from '@companyos/plugin-companyos-node';
import { evidenceReadPermission } from '@companyos/plugin-supply-chain-common';
import type { Request } from 'express';

/** Who asks for evidence, once it is known that they may. */
export async function readerOf(
  req: Request,
  options: { httpAuth: HttpAuthService; permissions: PermissionsService },
): Promise<BackstageCredentials> {
  const credentials = await options.httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  await authorize(options.permissions, credentials, evidenceReadPermission);
  return credentials;
}
