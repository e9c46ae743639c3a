import { z } from 'zod/v4';

/** Why the policy that decided cannot be shown; stable. @public */
export const POLICY_CODES = [
  'NO_PATH',
  'NO_ENTITY',
  'NO_REVISION',
  'NOT_A_COMMIT',
  'NO_PROVENANCE',
  'NO_SUCH_PACKAGE',
  'SOURCE',
] as const;

/** @public */
export type PolicyCode = (typeof POLICY_CODES)[number];

/** A decision record that a policy names. @public */
export const policyRecordSchema = z.object({
  /** As the policy names it: an id such as `ADR-011`, a path in its source, or a URL. */
  ref: z.string(),
});

/** @public */
export type PolicyRecord = z.infer<typeof policyRecordSchema>;

/** The policy as it was when it decided, or why it cannot be shown. @public */
export const decisionPolicySchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('found'),
    /** Of the entity's source. */
    commit: z.string(),
    package: z.string(),
    files: z.array(
      z.object({ path: z.string(), url: z.string(), text: z.string() }),
    ),
    records: z.array(policyRecordSchema),
  }),
  z.object({
    state: z.literal('none'),
    code: z.enum(POLICY_CODES),
    reason: z.string(),
  }),
]);

/** @public */
export type DecisionPolicy = z.infer<typeof decisionPolicySchema>;
