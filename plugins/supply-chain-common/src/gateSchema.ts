import { entityRefSchema } from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';
import { count, text } from './fields';
import { digestSchema, levelSchema } from './schema';

/** The gates that can be asked. @public */
export const gatePathSchema = z.object({ gate: z.enum(['release']) });

/** @public */
export type Gate = z.infer<typeof gatePathSchema>['gate'];

/** @public */
export const gateBodySchema = z.strictObject({
  digest: digestSchema,
  /** Needed only where two entities have the same artifact; otherwise the one that had it first. */
  entityRef: entityRefSchema.optional(),
  /** Such as `production`; the policy denies one that it does not know. */
  environment: text,
});

/** @public */
export type GateQuestion = z.input<typeof gateBodySchema>;

/** One reason against a release. @public */
export const gateViolationSchema = z.object({
  /** Stable; see `docs/policies/vulnerability-gate.md`. */
  code: z.string(),
  /** What is wrong, and what to do. */
  message: z.string(),
  statement: z.string().optional(),
  vulnerability: z.string().optional(),
  /** Package URL. */
  package: z.string().optional(),
  /** Versions without the vulnerability. */
  fix: z.string().optional(),
});

/** @public */
export type GateViolation = z.infer<typeof gateViolationSchema>;

/** What a gate decides: the fields and the words of `companyos gate release --json`. @public */
export const gateDecisionSchema = z.object({
  environment: z.string(),
  artifact: z.object({ name: z.string(), digest: digestSchema }),
  allow: z.boolean(),
  /** Every reason against the release; empty exactly when it is allowed. */
  violations: z.array(gateViolationSchema),
  /** Findings by level, without those that have an exception. */
  counted: z.record(levelSchema, count),
  excepted: z.array(
    z.object({
      vulnerability: z.string(),
      package: z.string().optional(),
      level: levelSchema,
      status: z.string(),
      owner: z.string(),
      expires: z.string(),
      /** Where its bundle is, such as `v1/attestations/<id>`. */
      source: z.string(),
    }),
  ),
  /** SHA-256 of the policy that decided; absent when it gave no usable answer, and so denied. */
  policy: z.string().optional(),
});

/** @public */
export type GateDecision = z.infer<typeof gateDecisionSchema>;
