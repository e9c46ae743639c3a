import { z } from 'zod';
import { schemas } from '../http/schemas.ts';
import { dataAccessLevelSchema } from '../identity/words.ts';

export const SEGMENTS = ['enterprise', 'midmarket', 'small_business'] as const;

/** One line of text: no control characters, which could hide something in a log or on a screen. */
function line(maximum: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maximum)
    .regex(/^\P{Cc}*$/u, 'must not hold control characters');
}

const contents = {
  segment: z.enum(SEGMENTS),
  name: line(200),
  email: z.email().max(254),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +493023125000')
    .optional(),
  notes: z
    .string()
    .max(2000)
    .refine(text => !text.includes('\0'), 'must not hold a NUL character') // PostgreSQL has no place for one
    .optional(),
  taxId: line(32).optional(),
};

/** What a caller sends. The tenant comes from the token. Unknown fields are refused, so that a typing error shows. */
export const newCustomerRecordSchema = z
  .strictObject({ dataAccessLevel: dataAccessLevelSchema, ...contents })
  .register(schemas, { id: 'NewCustomerRecord' });

/** A whole record. Which class each field has is said in docs/authorization.md, and which level it needs in policy/. */
export const customerRecordSchema = z.object({
  id: z.uuid(),
  tenantId: z.uuid(),
  dataAccessLevel: dataAccessLevelSchema,
  ...contents,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

/** What may be left out of an answer; the policy knows the same names. */
export const FIELDS = Object.keys(customerRecordSchema.shape) as Field[];

/** A record as a caller sees it: without the fields that `redacted` names. */
export const shownCustomerRecordSchema = customerRecordSchema
  .partial()
  .extend({
    redacted: z.array(z.enum(FIELDS as [Field, ...Field[]])).optional(),
  })
  .register(schemas, { id: 'CustomerRecord' });

export const customerRecordPageSchema = z
  .object({
    items: z.array(shownCustomerRecordSchema),
    nextCursor: z.string().optional(),
  })
  .register(schemas, { id: 'CustomerRecordPage' });

export type CustomerRecord = z.output<typeof customerRecordSchema>;
export type NewCustomerRecord = z.output<typeof newCustomerRecordSchema>;
export type ShownCustomerRecord = z.output<typeof shownCustomerRecordSchema>;
export type Field = keyof CustomerRecord;

/** The record without these fields, and with their names. */
export function redact(
  record: CustomerRecord,
  hidden: ReadonlySet<string>,
): ShownCustomerRecord {
  if (hidden.size === 0) {
    return record;
  }
  const shown: ShownCustomerRecord = { ...record };
  const redacted = FIELDS.filter(field => hidden.has(field));
  for (const field of redacted) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the names are those of the schema
    delete shown[field];
  }
  return { ...shown, redacted };
}
