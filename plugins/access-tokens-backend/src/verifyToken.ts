import {
  AuthenticationError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { formatTokenSubject } from '@companyos/plugin-access-tokens-common';
import type { TokenStore } from './TokenStore';
import { hashTokenValue, isTokenValue } from './tokenValue';

/**
 * Finds out whose token a value is. Nothing is remembered between calls, so a token that was revoked is refused from
 * the next request on.
 *
 * @returns `undefined` when it is none of ours, revoked, or made for another scope.
 * @throws AuthenticationError when the token has expired; its holder gets to know which.
 * @throws ServiceUnavailableError when the database does not answer: a token that cannot be checked is not valid.
 */
export async function verifyToken(options: {
  value: string;
  scope: string;
  store: () => Promise<Pick<TokenStore, 'findByHash' | 'touch'>>;
  now: Date;
}): Promise<{ subject: string } | undefined> {
  const { value, scope, now } = options;
  if (!isTokenValue(value)) return undefined;

  const store = await available(options.store());
  const token = await available(store.findByHash(hashTokenValue(value)));
  if (token?.scope !== scope) return undefined;
  if (new Date(token.expiresAt) <= now) {
    throw new AuthenticationError(
      `The access token '${token.name}' expired on ${token.expiresAt.slice(
        0,
        10,
      )}; create a new one`,
    );
  }
  await available(store.touch(token, now));
  return { subject: formatTokenSubject(token) };
}

async function available<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new ServiceUnavailableError(
      'Access tokens cannot be checked at the moment; try again shortly',
      error,
    );
  }
}
