import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  requirementSchema,
  type Problem,
  type Requirement,
} from '@companyos/plugin-adr-common';
import { z } from 'zod/v4';
import type { FrontMatter } from './frontMatter';

const groupSchema = z.string().transform((text, context) => {
  try {
    const ref = parseEntityRef(text, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    if (ref.kind.toLowerCase() === 'group') return stringifyEntityRef(ref);
  } catch {
    // Said below.
  }
  context.addIssue('name a group, for example group:default/platform');
  return z.NEVER;
});

const itemSchema = z
  .object({
    group: groupSchema,
    role: requirementSchema.shape.role,
    minimum: requirementSchema.shape.minimum.optional(),
    /** Another name of `minimum`. */
    count: requirementSchema.shape.minimum.optional(),
  })
  .transform(
    ({ group, role, minimum, count }): Requirement => ({
      group,
      ...(role && { role }),
      minimum: minimum ?? count ?? 1,
    }),
  );

const signOffsSchema = z.union([
  z.array(itemSchema).max(20),
  z
    .object({ required: z.array(itemSchema).max(20) })
    .transform(o => o.required),
]);

/** What a document requires: nothing, sign-offs, or something that cannot be read. */
export type Requirements =
  | { kind: 'none' }
  | { kind: 'required'; requirements: Requirement[] }
  | { kind: 'invalid'; problem: Problem };

/** Reads `sign-offs: [{ role, group, minimum }]` of the front matter; `{ required: [{ group, count }] }` is the same. */
export function toRequirements(frontMatter: FrontMatter): Requirements {
  const declared = frontMatter.values['sign-offs'];
  if (declared === undefined || declared === null) {
    // A document must not lose its sign-offs over a slip in the YAML above them.
    return frontMatter.problems.length > 0 &&
      /^sign-?offs\s*:/im.test(frontMatter.raw)
      ? invalid('the front matter is not YAML')
      : { kind: 'none' };
  }
  const parsed = signOffsSchema.safeParse(declared);
  if (!parsed.success) return invalid(describe(declared));
  if (parsed.data.length === 0) return { kind: 'none' };
  return { kind: 'required', requirements: parsed.data };
}

// The union's own message names both forms; this one names the fields of the form that was used.
function describe(declared: unknown): string {
  const items =
    typeof declared === 'object' && declared && 'required' in declared
      ? declared.required
      : declared;
  const parsed = z.array(itemSchema).max(20).safeParse(items);
  return (parsed.error?.issues ?? [])
    .map(({ path, message }) => `${path.join('.') || 'sign-offs'}: ${message}`)
    .join('; ');
}

function invalid(reason: string): Requirements {
  return {
    kind: 'invalid',
    problem: {
      code: 'SIGN_OFFS_INVALID',
      message: `The required sign-offs cannot be read: ${reason}`,
    },
  };
}
