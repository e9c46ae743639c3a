import { z } from 'zod/v4';
import { AdrError } from './AdrError';
import { requirementSchema } from './schema';

const titleSchema = z
  .string()
  .transform(title => title.replace(/\s+/g, ' ').trim())
  .pipe(
    z
      .string()
      .max(150, 'say it in at most 150 characters')
      .regex(/[\p{L}\p{N}]/u, 'say in a few words what is decided')
      .regex(/^\P{C}*$/u, 'use no control characters')
      .refine(title => !/<[A-Za-z/!?]/.test(title), 'use no HTML'),
  );

// What lists of the front matter are split at, and what a reader of Markdown would take for markup.
const deciderSchema = z
  .string()
  .trim()
  .max(100)
  .regex(
    /^[\p{L}\p{N}](?:(?!__)[\p{L}\p{M}\p{N} .'’@():/+_-])*$/u,
    'name a person or group in letters and digits, one at a time',
  );

const requiredSchema = requirementSchema.pick({ minimum: true }).extend({
  group: z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      /^group:[a-z0-9._-]{1,63}\/[a-z0-9._-]{1,63}$/,
      'name a group, for example group:default/security',
    ),
});

/**
 * What a new decision record is made of, before its place among the others is known.
 *
 * @public
 */
export const newRecordSchema = z.strictObject({
  title: titleSchema,
  status: z.enum(['proposed', 'accepted', 'rejected']).default('proposed'),
  /** Day of the decision. */
  date: z.iso.date('use a day, for example 2026-01-31'),
  deciders: z.array(deciderSchema).max(20).default([]),
  /** Number, file name or path of the record that no longer holds. */
  supersedes: z
    .string()
    .trim()
    .min(1, 'name a record by its number or file')
    .max(1024)
    .optional(),
  signOffs: z
    .array(requiredSchema)
    .max(20)
    .refine(
      items => new Set(items.map(({ group }) => group)).size === items.length,
      'name each group once',
    )
    .default([]),
});

/** @public */
export type NewRecord = z.infer<typeof newRecordSchema>;

/** @public */
export type NewRecordInput = z.input<typeof newRecordSchema>;

/**
 * @throws AdrError `ADR_INPUT_INVALID` that names each field.
 * @public
 */
export function parseNewRecord(input: unknown): NewRecord {
  const parsed = newRecordSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'record'}: ${message}`,
  );
  throw new AdrError('ADR_INPUT_INVALID', reasons.join('; '));
}
