import { ResponseError, toError } from '@backstage/errors';
import { ACCOUNT_NAMES } from './ways';
import type { Choice } from './rememberedChoice';

/** Somebody is who they say, but may not come in. */
export type Denial = {
  /** Who they are, as far as this page knows. */
  who: string;
  reason: string;
};

// The auth backend says so when none of the configured resolvers finds a user for the account.
const NO_USER = /unable to resolve user identity|user not found/i;

/**
 * Tells a person without a user in the catalog from everything else that can go wrong.
 *
 * @returns `undefined` when the error is another
 */
export function toDenial(choice: Choice, thrown: unknown): Denial | undefined {
  const error = toError(thrown);
  if (choice.way === 'personas') {
    return error instanceof ResponseError && error.statusCode === 403
      ? {
          who: `You asked to come in as ${choice.entityRef}`,
          reason: error.body.error.message,
        }
      : undefined;
  }
  const isDenied = error.name === 'NotAllowedError';
  if (!isDenied && !NO_USER.test(error.message)) return undefined;
  return {
    who: `You signed in with your ${ACCOUNT_NAMES[choice.way]}`,
    reason: isDenied
      ? error.message
      : 'No user in the catalog belongs to this account',
  };
}
