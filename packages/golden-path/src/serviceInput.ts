import { z } from 'zod/v4';
import { GoldenPathError } from './errors';

/** What a good service name looks like, in the words that every screen and command uses. @public */
export const SERVICE_NAME_RULE =
  'use 3 to 63 lower-case letters, digits and hyphens, starting with a letter and ending with a letter or digit, for example customer-records';

const TEXT_LIMIT = 1000;
const TOTAL_LIMIT = 64 * 1024;

const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]/u;

function entityRefSchema(kind: string, example: string) {
  return z
    .string()
    .max(200, `use a reference of at most 200 characters, such as ${example}`)
    .regex(
      new RegExp(`^${kind}:([a-z0-9-]{1,63}/)?[A-Za-z0-9._-]{1,63}$`),
      `use a reference to a ${kind} of the catalog, for example ${example}`,
    );
}

/**
 * What a person enters to get a service. Other parameters of a template pass, within bounds.
 *
 * @public
 */
export const serviceInputSchema = z
  .looseObject({
    name: z
      .string(SERVICE_NAME_RULE)
      .regex(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/, SERVICE_NAME_RULE),
    description: z
      .string('say in one line what the service does')
      .min(1, 'say in one line what the service does')
      .max(200, 'use at most 200 characters')
      .refine(
        text => !CONTROL_CHARACTERS.test(text),
        'use one line, without control characters',
      ),
    owner: entityRefSchema('group', 'group:default/crm'),
    system: entityRefSchema('system', 'system:default/customers').optional(),
  })
  .superRefine((input, context) => {
    for (const [key, value] of Object.entries(input)) {
      if (typeof value === 'string' && value.length > TEXT_LIMIT) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `use at most ${TEXT_LIMIT} characters`,
        });
      }
    }
    if (JSON.stringify(input).length > TOTAL_LIMIT) {
      context.addIssue({
        code: 'custom',
        message: `the values are larger than ${TOTAL_LIMIT / 1024} kB together`,
      });
    }
  });

/** @public */
export type ServiceInput = z.infer<typeof serviceInputSchema>;

/**
 * Checks what a person entered.
 *
 * @throws GoldenPathError `GOLDEN_PATH_INPUT_INVALID` that names every bad field and says what a good value is.
 * @public
 */
export function parseServiceInput(values: unknown): ServiceInput {
  const parsed = serviceInputSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'values'}: ${message}`,
  );
  throw new GoldenPathError(
    'GOLDEN_PATH_INPUT_INVALID',
    `The service cannot be made from these values. ${problems.join('; ')}`,
  );
}
