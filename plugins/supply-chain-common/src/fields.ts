import { z } from 'zod/v4';

/** What somebody searches, in a line. */
export const text = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(value => !value.includes('\0'), 'use text without zero characters');

/** Which releases are meant: all, or the newest of each entity alone. */
export const which = z.enum(['all', 'newest']).default('all');

/** How many of something. */
export const count = z.number().int().nonnegative();
