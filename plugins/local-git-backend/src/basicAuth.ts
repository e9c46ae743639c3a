import type { AuthService } from '@backstage/backend-plugin-api';
import { AuthenticationError, toError } from '@backstage/errors';
import type { Caller } from './caller';

/**
 * Whom a Basic `Authorization` header speaks for. Git knows no other way, so the password is a token of the portal;
 * the user name is for people's eyes and not looked at.
 *
 * @throws AuthenticationError when there is no header, or none that the portal knows; NotAllowedError when the token is
 * not made for Git.
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
  const credentials = await auth.authenticate(token).catch(refuse);
  if (
    auth.isPrincipal(credentials, 'user') ||
    auth.isPrincipal(credentials, 'service')
  ) {
    return credentials;
  }
  throw new AuthenticationError('The token is neither of a user nor a service');
}

// A token that is good, but not for Git, and a portal that cannot look are other answers than a bad token.
function refuse(thrown: unknown): never {
  const error = toError(thrown);
  if (['NotAllowedError', 'ServiceUnavailableError'].includes(error.name)) {
    throw error;
  }
  throw new AuthenticationError(
    `The portal does not accept this token: ${error.message}`,
    error,
  );
}

function passwordOf(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '') ?? [];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}
