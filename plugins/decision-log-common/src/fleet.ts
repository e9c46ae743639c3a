import {
  entityRefSchema,
  pageQuerySchema,
  pageSchema,
} from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';
import { counter, windowShape } from './parts';
import { countsSchema, instanceSchema, resultSchema } from './schema';

/**
 * Decisions to which a policy had an answer, even if that was none: a service and the log both count those.
 *
 * @public
 */
export function answered(
  counts: Partial<Record<'allow' | 'deny' | 'undefined', number>>,
): number {
  const { allow = 0, deny = 0, undefined: none = 0 } = counts;
  return allow + deny + none;
}

/**
 * Why something was refused: `policy` said no, or there was no answer (`failure`) and whoever asked had to refuse.
 *
 * @public
 */
export const CAUSES = ['policy', 'failure'] as const;

/** @public */
export type Cause = (typeof CAUSES)[number];

/** @public */
export const refusalsQuerySchema = z.object({
  ...windowShape,
  cause: z.enum(CAUSES),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** @public */
export type RefusalsQuery = z.input<typeof refusalsQuerySchema>;

/** How often one path of one entity refused for one reason. @public */
export const refusalSchema = z.object({
  /** Absent when the decisions belong to no entity. */
  entityRef: z.string().optional(),
  path: z.string().optional(),
  result: resultSchema,
  reason: z.string().optional(),
  count: z.number().int(),
  latest: z.iso.datetime({ precision: 6 }),
});

/** @public */
export type Refusal = z.infer<typeof refusalSchema>;

/** The most frequent refusals, and how many there are in all. @public */
export const refusalsSchema = z.object({
  items: z.array(refusalSchema),
  total: z.number().int(),
});

/** @public */
export type Refusals = z.infer<typeof refusalsSchema>;

/** An entity whose OPAs have not all the same revision of a bundle. @public */
export const skewSchema = z.object({
  entityRef: z.string(),
  bundle: z.string(),
  /** The most widespread first. */
  revisions: z.array(
    z.object({
      revision: z.string(),
      instances: z.number().int(),
      lastSeen: z.iso.datetime(),
    }),
  ),
});

/** @public */
export type Skew = z.infer<typeof skewSchema>;

/** @public */
export const skewsSchema = z.object({
  items: z.array(skewSchema),
  /** How many OPAs say which revisions they have, of those that were heard of lately. */
  reporting: z.number().int(),
  running: z.number().int(),
});

/** @public */
export type Skews = z.infer<typeof skewsSchema>;

/** @public */
export const listInstancesQuerySchema = pageQuerySchema.extend({
  entityRef: entityRefSchema.optional(),
});

/** @public */
export type ListInstancesQuery = z.input<typeof listInstancesQuerySchema>;

/** @public */
export const instancePageSchema = pageSchema(instanceSchema);

/**
 * What a service says of itself, beside what is in the log, between two moments at which Prometheus looked.
 *
 * @public
 */
export const counterSchema = z.object({
  entityRef: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Decisions by the service's own counter, by what it made of them; `error` is without an answer from a policy. */
  counted: z.record(z.string(), counter),
  /** Why it had no answer, and how often. */
  failures: z.array(z.object({ reason: z.string(), count: counter })),
  logged: countsSchema,
  /**
   * Decisions that the service counted and the log lacks; below zero, decisions in the log that it did not count. Those
   * without an answer are left out on both sides.
   */
  difference: z.number().int(),
});

/** @public */
export type Counter = z.infer<typeof counterSchema>;

/** Counters of services, or why they are not known. @public */
export const countersSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('known'),
    /** The largest difference first. */
    items: z.array(counterSchema),
  }),
  z.object({
    state: z.literal('unknown'),
    code: z.enum(['NOT_CONFIGURED', 'UNAVAILABLE']),
    reason: z.string(),
  }),
]);

/** @public */
export type Counters = z.infer<typeof countersSchema>;

/** @public */
export const listCountersQuerySchema = z.object({
  entityRef: entityRefSchema.optional(),
});
