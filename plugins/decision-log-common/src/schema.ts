import {
  pageQuerySchema,
  pageSchema,
} from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';
import { counter, text, windowShape } from './parts';

/**
 * What a decision came to.
 *
 * - `allow`, `deny`: as the rule for its path reads the result
 * - `error`: evaluation failed
 * - `undefined`: there was no result; whoever asked has to take it for a denial
 * - `other`: a result that is neither, such as a list or a condition
 *
 * @public
 */
export const RESULTS = [
  'allow',
  'deny',
  'error',
  'undefined',
  'other',
] as const;

/** @public */
export const resultSchema = z.enum(RESULTS);

/** @public */
export type Result = z.infer<typeof resultSchema>;

/** Why an event was put into quarantine; the code is stable. @public */
export const QUARANTINE_CODES = [
  'EVENT_INVALID',
  'EVENT_TOO_LARGE',
  'JSON_INVALID',
  'NOT_UTF8',
  'TIME_OUT_OF_RANGE',
] as const;

/** @public */
export type QuarantineCode = (typeof QUARANTINE_CODES)[number];

/** `/v1/logs/:partition`, `/v1/status/:partition`: OPA's deprecated `partition_name`, which changes nothing. @public */
export const partitionPathSchema = z.object({ partition: text(200) });

/** What became of the events of one upload. OPA does not read it. @public */
export const uploadedSchema = z.object({
  stored: z.number().int(),
  duplicates: z.number().int(),
  quarantined: z.number().int(),
  /** By `decisionLog.drop` of the configuration. */
  dropped: z.number().int(),
});

/** @public */
export type Uploaded = z.infer<typeof uploadedSchema>;

/**
 * As much of OPA's status report as is read; the rest is let pass.
 *
 * @see https://www.openpolicyagent.org/docs/management-status
 * @public
 */
export const statusBodySchema = z.looseObject({
  labels: z.record(z.string(), z.string()).nullish(),
  bundles: z
    .record(
      z.string(),
      z.looseObject({
        active_revision: z.string().optional(),
        code: z.string().optional(),
        message: z.string().optional(),
      }),
    )
    .nullish(),
  plugins: z
    .record(z.string(), z.looseObject({ state: z.string() }).nullable())
    .nullish(),
  decision_logs: z
    .looseObject({
      code: z.string().optional(),
      message: z.string().optional(),
    })
    .nullish(),
  metrics: z
    .looseObject({ prometheus: z.record(z.string(), z.unknown()).optional() })
    .nullish(),
});

/** @public */
export type StatusBody = z.infer<typeof statusBodySchema>;

/** @public */
export const acceptedSchema = z.object({ accepted: z.literal(true) });

/** Microseconds are what the database knows; an event's nanoseconds are in the event. */
const time = z.iso.datetime({ offset: true, precision: 6 });

/** @public */
export const windowQuerySchema = z.object(windowShape);

/** @public */
export type WindowQuery = z.input<typeof windowQuerySchema>;

/** @public */
export const listDecisionsQuerySchema = pageQuerySchema.extend({
  ...windowShape,
  result: resultSchema.optional(),
  /** The path of a rule or of all below it: `authz` is also `authz/allow`. */
  path: text(500).optional(),
  reason: text(500).optional(),
  /** Exactly; needs the permission to read inputs, as do `resource` and `query`. */
  subject: text(256).optional(),
  resource: text(256).optional(),
  /** Anywhere in the input, upper and lower case alike, as JSON writes it. */
  query: text(200).optional(),
});

/** @public */
export type ListDecisionsQuery = z.input<typeof listDecisionsQuerySchema>;

/** @public */
export type DecisionFilter = z.output<typeof listDecisionsQuerySchema>;

/** A decision in a list. @public */
export const decisionSchema = z.object({
  /** OPA's `decision_id`. */
  id: z.string(),
  time,
  entityRef: z.string().optional(),
  /** Absent for ad-hoc queries. */
  path: z.string().optional(),
  result: resultSchema,
  reason: z.string().optional(),
  /** Whom and what the input names; absent when it names none or the caller may not see inputs. */
  subject: z.string().optional(),
  resource: z.string().optional(),
  /** Whether something was erased or replaced before it was stored. */
  masked: z.boolean(),
});

/** @public */
export type Decision = z.infer<typeof decisionSchema>;

/** @public */
export const decisionPageSchema = pageSchema(decisionSchema).extend({
  /**
   * Whether `subject`, `resource` and the rest of the input are shown to the caller.
   */
  inputs: z.enum(['shown', 'hidden']),
  /**
   * With `query`: every decision down to this time has been looked at. A page may have few items, or none, and yet a
   * `nextCursor`, because a question looks at a bounded number of events.
   */
  searchedUntil: time.optional(),
  /** With `query`: how many decisions were looked at for this page. */
  searched: z.number().int().optional(),
});

/** @public */
export type DecisionPage = z.infer<typeof decisionPageSchema>;

/** @public */
export const summaryQuerySchema = z.object({
  ...windowShape,
  /** Seconds. */
  bucket: z.coerce.number().int().min(60).max(86_400).default(3600),
});

/** @public */
export type SummaryQuery = z.input<typeof summaryQuerySchema>;

/** How many decisions came to what. @public */
export const countsSchema = z.object({
  allow: z.number().int(),
  deny: z.number().int(),
  error: z.number().int(),
  undefined: z.number().int(),
  other: z.number().int(),
});

/** @public */
export type Counts = z.infer<typeof countsSchema>;

/** Buckets without a decision are left out. @public */
export const entitySummarySchema = z.object({
  bucketSeconds: z.number().int(),
  total: countsSchema,
  buckets: z.array(z.object({ start: z.iso.datetime(), counts: countsSchema })),
});

/** @public */
export type EntitySummary = z.infer<typeof entitySummarySchema>;

/** @public */
export const decisionPathSchema = z.object({ id: text(500) });

/** A whole event. @public */
export const decisionDetailsSchema = z.object({
  id: z.string(),
  entityRef: z.string().optional(),
  result: resultSchema,
  retentionClass: z.string(),
  /** Who uploaded it: the subject of a token. */
  uploadedBy: z.string(),
  inputs: z.enum(['shown', 'hidden']),
  /** As it was received, as far as masks and the caller's permissions allow; numbers have all their digits on the wire. */
  event: z.looseObject({}),
});

/** @public */
export type DecisionDetails = z.infer<typeof decisionDetailsSchema>;

/** How complete the log of one OPA process is. @public */
export const instanceSchema = z.object({
  /** OPA's label `id`, another one with each start; empty when events had none. */
  opaId: z.string(),
  /** Who uploads for it: the subject of a token. */
  uploadedBy: z.string(),
  entityRef: z.string().optional(),
  version: z.string().optional(),
  labels: z.record(z.string(), z.string()),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  stored: counter,
  /** Of those stored, how many belong to no entity. */
  unmapped: counter,
  duplicates: counter,
  quarantined: counter,
  /** By the portal's own configuration. */
  dropped: counter,
  /** What OPA says in its status reports; absent until one came. */
  reported: z
    .object({
      at: z.iso.datetime(),
      /** Requests for a decision that it answered; absent when it does not count them. */
      decisions: counter.optional(),
      /** Events that it gave up before sending, by the name of its counter. */
      dropped: z.record(z.string(), counter),
      revisions: z.record(z.string(), z.string()),
      /** What is wrong with its bundles, plugins or uploads, in its own words. */
      problems: z.array(z.string()),
    })
    .optional(),
  /**
   * Decisions that neither arrived nor were given up by anybody who says so; absent when OPA does not count decisions.
   * Events that OPA still holds are among them until it uploads.
   */
  missing: z.number().int().nonnegative().optional(),
});

/** @public */
export type Instance = z.infer<typeof instanceSchema>;

/** The last day of up to a thousand entities. @public */
export const summariesSchema = z.object({
  summaries: z.record(z.string(), countsSchema.nullable()),
});

/** @public */
export type Summaries = z.infer<typeof summariesSchema>;
