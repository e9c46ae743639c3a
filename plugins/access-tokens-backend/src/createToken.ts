import { randomUUID } from 'node:crypto';
import { InputError } from '@backstage/errors';
import type {
  createTokenRequestSchema,
  CreatedToken,
  Scope,
} from '@companyos/plugin-access-tokens-common';
import type { z } from 'zod/v4';
import type { TokenStore } from './TokenStore';
import { generateTokenValue, hashTokenValue } from './tokenValue';

const DAY_MS = 24 * 3600_000;

/**
 * Makes a token and stores its hash; the value leaves with the answer and is kept nowhere.
 *
 * @throws InputError when the scope is none of the configured ones.
 * @throws ConflictError when the owner has a token of that name, or too many.
 */
export async function createToken(options: {
  request: z.output<typeof createTokenRequestSchema>;
  /** Entity ref of the user. */
  owner: string;
  scopes: Scope[];
  store: Pick<TokenStore, 'insert'>;
  now: Date;
}): Promise<CreatedToken> {
  const { request, owner, scopes, store, now } = options;
  const names = scopes.map(({ name }) => name);
  if (!names.includes(request.scope)) {
    throw new InputError(
      `Body is not valid: scope: '${
        request.scope
      }' does not exist here; choose ${names.join(', ')}`,
    );
  }
  const value = generateTokenValue();
  const token = {
    id: randomUUID(),
    name: request.name,
    owner,
    scope: request.scope,
    createdAt: now.toISOString(),
    expiresAt: new Date(
      now.getTime() + request.expiresInDays * DAY_MS,
    ).toISOString(),
  };
  await store.insert(token, hashTokenValue(value));
  return { token, value };
}
