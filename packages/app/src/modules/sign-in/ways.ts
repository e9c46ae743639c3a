import { z } from 'zod/v4';

/** The ways to sign in that this page knows, by the ids of their auth providers. */
export const wayIdSchema = z.enum(['personas', 'github', 'oidc']);

export type WayId = z.infer<typeof wayIdSchema>;

/** Ways that ask another site who somebody is. */
export type AccountWayId = Exclude<WayId, 'personas'>;

export const ACCOUNT_NAMES: Record<AccountWayId, string> = {
  github: 'GitHub account',
  oidc: 'company account',
};

/**
 * Reads `app.signIn.providers`.
 *
 * @throws Error that names the value, when it is none that this page knows
 */
export function parseWays(configured: string[]): WayId[] {
  return [...new Set(configured)].map(id => {
    const parsed = wayIdSchema.safeParse(id);
    if (!parsed.success) {
      throw new Error(
        `app.signIn.providers has '${id}'; it can have ${wayIdSchema.options.join(
          ', ',
        )}`,
      );
    }
    return parsed.data;
  });
}
