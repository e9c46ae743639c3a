import { z } from 'zod/v4';

/** What somebody searches, in a line. */
export const text = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(value => !value.includes('\0'), 'use text without zero characters');

/** How many of something. */
export const count = z.number().int().nonnegative();
