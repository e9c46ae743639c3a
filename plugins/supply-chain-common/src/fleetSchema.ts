import {
  pageQuerySchema,
  pageSchema,
} from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';
import { count, text } from './fields';
import { deploymentSchema, vexExceptionSchema } from './schema';

/** What a release can lack; `signature` is that of the artifact itself. @public */
export const lacksSchema = z.enum(['signature', 'provenance', 'sbom', 'scan']);

/** @public */
export type Lacks = z.infer<typeof lacksSchema>;

/** @public */
export const listNewestQuerySchema = pageQuerySchema.extend({
  /** Only those of which no verified statement of the kind is there. */
  lacks: lacksSchema.optional(),
  /** Part of an entity's name. */
  query: text.optional(),
});

/** @public */
export type ListNewestQuery = Partial<z.infer<typeof listNewestQuerySchema>>;

/** The newest successful deployment of an entity to an environment. @public */
export const runningSchema = deploymentSchema.extend({
  /** Whether verified provenance says how the release was built. */
  provenance: z.boolean(),
});

/** @public */
export type Running = z.infer<typeof runningSchema>;

/** @public */
export const runningPageSchema = pageSchema(runningSchema);

/** @public */
export const listRunningQuerySchema = pageQuerySchema.extend({
  lacks: z.literal('provenance').optional(),
  environment: text.optional(),
});

/** @public */
export type ListRunningQuery = Partial<z.infer<typeof listRunningQuerySchema>>;

/** A verified exception, and whose it is. @public */
export const fleetExceptionSchema = vexExceptionSchema.extend({
  entityRef: z.string(),
});

/** @public */
export type FleetException = z.infer<typeof fleetExceptionSchema>;

/** @public */
export const exceptionPageSchema = pageSchema(fleetExceptionSchema);

/** @public */
export const listExceptionsQuerySchema = pageQuerySchema.extend({
  /** Only those that end before; those without an end never do. */
  before: z.iso.datetime({ offset: true }).optional(),
});

/** @public */
export type ListExceptionsQuery = Partial<
  z.infer<typeof listExceptionsQuerySchema>
>;

/** What stands out over everything that the caller may see. @public */
export const fleetSummarySchema = z.object({
  /** Entities with a release. */
  entities: count,
  /** Of them, those whose newest release lacks it. */
  lacks: z.record(lacksSchema, count),
  /** Pairs of entity and environment. */
  running: count,
  runningWithoutProvenance: count,
  exceptions: z.object({
    expired: count,
    /** Within 30 days. */
    expiring: count,
    total: count,
  }),
});

/** @public */
export type FleetSummary = z.infer<typeof fleetSummarySchema>;
