import {
  pageQuerySchema,
  pageSchema,
} from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';

/** The longest life of a token. */
export const MAX_LIFETIME_DAYS = 365;

/** How many tokens that still work one person can have. */
export const MAX_TOKENS_PER_OWNER = 50;

/**
 * What a token's value looks like, for secret scanners: the prefix, 32 random characters and a checksum of six.
 *
 * @public
 */
export const TOKEN_VALUE_PATTERN = /^cos_[0-9A-Za-z]{38}$/;

/** @public */
export const tokenNameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'use 2 to 63 lower-case letters, digits and hyphens, beginning with a letter, such as ci-main',
  );

/** @public */
export const scopeNameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,30}$/,
    'use up to 31 lower-case letters, digits and hyphens',
  );

/** @public */
export const createTokenRequestSchema = z.strictObject({
  name: tokenNameSchema,
  expiresInDays: z
    .number()
    .int()
    .min(1)
    .max(
      MAX_LIFETIME_DAYS,
      `a token lives at most ${MAX_LIFETIME_DAYS} days; create a new one then`,
    ),
  scope: scopeNameSchema.default('read'),
});

/** What a caller sends; `scope` may be left out. @public */
export type CreateTokenRequest = z.input<typeof createTokenRequestSchema>;

/**
 * A token as it is listed: everything but its value, which exists only in the answer that created it.
 *
 * @public
 */
export const accessTokenSchema = z.object({
  id: z.uuid(),
  name: tokenNameSchema,
  /** Entity ref of the user who made it. */
  owner: z.string(),
  scope: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** To the hour; absent when it was never used. */
  lastUsedAt: z.iso.datetime().optional(),
});

/** @public */
export type AccessToken = z.infer<typeof accessTokenSchema>;

/** @public */
export const createdTokenSchema = z.object({
  token: accessTokenSchema,
  /** The secret; shown this once. */
  value: z.string().regex(TOKEN_VALUE_PATTERN),
});

/** @public */
export type CreatedToken = z.infer<typeof createdTokenSchema>;

/** @public */
export const listTokensQuerySchema = pageQuerySchema.extend({
  /** `me`: one's own; `all`: everybody's, with the permission `access-tokens.token.manage`. */
  owner: z.enum(['me', 'all']).default('me'),
});

/** @public */
export type ListTokensQuery = z.input<typeof listTokensQuerySchema>;

/** @public */
export const tokenPageSchema = pageSchema(accessTokenSchema);

/** @public */
export type TokenPage = z.infer<typeof tokenPageSchema>;

/**
 * What a token may be made for, as the portal's configuration defines it.
 *
 * @public
 */
export const scopeSchema = z.object({
  name: scopeNameSchema,
  description: z.string(),
  /** The backend plugins that accept a token of this scope. */
  plugins: z.array(z.string()),
});

/** @public */
export type Scope = z.infer<typeof scopeSchema>;

/** @public */
export const scopesSchema = z.object({ items: z.array(scopeSchema) });
