import { InputError } from '@backstage/errors';
import { z } from 'zod/v4';

/**
 * Checks something that came from outside against its schema.
 *
 * @param what - the part of the request, as its sender knows it: `Body`, `Query`, `Path`
 * @throws InputError (HTTP 400) that names every field and what it should be.
 * @public
 */
export function validate<T extends z.ZodType>(
  schema: T,
  value: unknown,
  what: string,
): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(
    issue =>
      `${issue.path.map(String).join('.') || '(whole)'}: ${issue.message}`,
  );
  throw new InputError(`${what} is not valid: ${fields.join('; ')}`);
}
