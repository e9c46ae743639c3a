import type {
  AuthService,
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';

/** Somebody whom the portal knows: a person or a service. */
export type Caller = BackstageCredentials<
  BackstageUserPrincipal | BackstageServicePrincipal
>;

/**
 * Whom a Basic `Authorization` header speaks for. Git knows no other way, so the password is a token of the portal;
 * the user name is for people's eyes and not looked at.
 *
 * @throws AuthenticationError when there is no header, or none that the portal knows.
 */
export async function authenticateBasic(
  header: string | undefined,
  auth: AuthService,
): Promise<Caller> {
  const token = passwordOf(header);
  if (!token) {
    throw new AuthenticationError(
      'Give an access token of the portal as the password; any user name will do',
    );
  }
  const credentials = await auth.authenticate(token).catch(error => {
    throw new AuthenticationError(
      'The portal does not know this token; it may have expired or been revoked',
      error,
    );
  });
  if (
    auth.isPrincipal(credentials, 'user') ||
    auth.isPrincipal(credentials, 'service')
  ) {
    return credentials;
  }
  throw new AuthenticationError('The token is neither of a user nor a service');
}

/** The entity ref of a person, or the name of a service. */
export function callerName(credentials: Caller): string {
  const { principal } = credentials;
  return principal.type === 'user'
    ? principal.userEntityRef
    : principal.subject;
}

function passwordOf(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '') ?? [];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}
