import {
  pageQuerySchema,
  pageSchema,
} from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';

/**
 * A document's path from the top of the entity's source, such as `docs/adr/0001-use-postgresql.md`.
 *
 * @public
 */
export const documentPathSchema = z
  .string()
  .min(1)
  .max(1024)
  .refine(
    path =>
      !path.includes('\0') &&
      path
        .split('/')
        .every(part => part !== '' && part !== '.' && part !== '..'),
    "use a path from the top of the entity's source, without '.' and '..'",
  );

/** The revision of a document: the SHA-256 of its bytes. @public */
export const revisionSchema = z
  .string()
  .regex(
    /^sha256:[0-9a-f]{64}$/,
    'use the revision as the document shows it: sha256: and 64 hexadecimal digits',
  );

/**
 * Where a decision stands. What the record says in other words is mapped to the nearest; what it does not say is
 * `unknown`.
 *
 * @public
 */
export const adrStatusSchema = z.enum([
  'proposed',
  'accepted',
  'rejected',
  'deprecated',
  'superseded',
  'unknown',
]);

/** @public */
export type AdrStatus = z.infer<typeof adrStatusSchema>;

/** Something in a record that its authors may want to repair; the code is stable. @public */
export const problemSchema = z.object({
  code: z.enum([
    'DATE_INVALID',
    'FRONT_MATTER_INVALID',
    'NOT_TEXT',
    'NUMBER_DUPLICATE',
    'NUMBER_MISMATCH',
    'REFERENCE_UNRESOLVED',
    'SIGN_OFFS_INVALID',
    'STATUS_UNKNOWN',
    'SUPERSESSION_CYCLE',
    'TITLE_MISSING',
    'TOO_LARGE',
  ]),
  message: z.string(),
});

/** @public */
export type Problem = z.infer<typeof problemSchema>;

/** How a record names another one; `path` only when the other one was found. @public */
export const adrReferenceSchema = z.object({
  /** As the record writes it. */
  text: z.string(),
  path: z.string().optional(),
  number: z.number().int().optional(),
  title: z.string().optional(),
});

/** @public */
export type AdrReference = z.infer<typeof adrReferenceSchema>;

/**
 * How far the required sign-offs of a document's current revision are.
 *
 * - `missing`: nobody has signed off any revision
 * - `partial`: some of the required places are filled
 * - `stale`: only earlier revisions were signed off
 * - `complete`: every required place is filled, each by another person
 * - `invalid`: what the document requires cannot be read
 *
 * @public
 */
export const signOffStateSchema = z.enum([
  'missing',
  'partial',
  'stale',
  'complete',
  'invalid',
]);

/** @public */
export type SignOffState = z.infer<typeof signOffStateSchema>;

/** What a document requires of one group. @public */
export const requirementSchema = z.object({
  /** Entity ref of the group. */
  group: z.string(),
  /** What the group is asked for, such as `Security`. */
  role: z.string().optional(),
  /** How many people of it, at least. */
  minimum: z.number().int().min(1).max(50),
});

/** @public */
export type Requirement = z.infer<typeof requirementSchema>;

/** @public */
export const requirementStateSchema = requirementSchema.extend({
  /** People who fill a place here. */
  given: z.number().int().nonnegative(),
  missing: z.number().int().nonnegative(),
});

/** @public */
export type RequirementState = z.infer<typeof requirementStateSchema>;

/** @public */
export const signOffSchema = z.object({
  /** Entity ref of who signed off. */
  user: z.string(),
  /** The required groups that they were a member of then. */
  groups: z.array(z.string()),
  revision: revisionSchema,
  signedAt: z.iso.datetime(),
  /** Given on a development portal, by whoever picked that person: it shows the flow and proves nothing. */
  development: z.boolean(),
  via: z.enum(['portal', 'github']),
  /** The review on GitHub. */
  url: z.url().optional(),
});

/** @public */
export type SignOff = z.infer<typeof signOffSchema>;

/** The sign-offs of a document in brief, as lists show them. @public */
export const signOffSummarySchema = z.object({
  state: signOffStateSchema,
  requirements: z.array(requirementStateSchema),
  /** Whether a development sign-off is among those that count. */
  development: z.boolean(),
});

/** @public */
export type SignOffSummary = z.infer<typeof signOffSummarySchema>;

const documentBaseSchema = z.object({
  entityRef: z.string(),
  path: documentPathSchema,
  title: z.string(),
  /** Where the file can be seen on its Git host; absent for files of the portal's own checkout. */
  sourceUrl: z.url().optional(),
  /** The portal's page for it, such as `/docs/default/system/portal/adr/0001-x/`. */
  techDocsPath: z.string().optional(),
  problems: z.array(problemSchema),
});

/** A decision record. @public */
export const adrSchema = documentBaseSchema.extend({
  /** Absent when the file is too large to be read. */
  revision: revisionSchema.optional(),
  number: z.number().int().nonnegative().optional(),
  status: adrStatusSchema,
  /** The status as the record writes it, when it writes one. */
  statusText: z.string().optional(),
  /** Day of the decision or of its last change, as the record says. */
  date: z.iso.date().optional(),
  deciders: z.array(z.string()),
  tags: z.array(z.string()),
  supersedes: z.array(adrReferenceSchema),
  supersededBy: z.array(adrReferenceSchema),
  /** Absent when the record requires none. */
  signOffs: signOffSummarySchema.optional(),
  /** The record as plain text; only where it was asked for. */
  text: z.string().optional(),
});

/** @public */
export type Adr = z.infer<typeof adrSchema>;

/**
 * How reading an entity's source went the last time.
 *
 * - `pending`: it waits for its first reading
 * - `none`: the entity has no source that could be read
 * - `ok`: read
 * - `failed`: could not be read; what is listed is as of `readAt`
 *
 * @public
 */
export const sourceSchema = z.object({
  state: z.enum(['pending', 'none', 'ok', 'failed']),
  /** Why it is `none` or `failed`; stable. */
  code: z
    .enum([
      'FORBIDDEN',
      'NO_SOURCE',
      'NOT_FOUND',
      'PATH_INVALID',
      'TIMEOUT',
      'TOO_LARGE',
      'TOO_MANY_FILES',
      'UNAVAILABLE',
      'UNREADABLE',
    ])
    .optional(),
  reason: z.string().optional(),
  url: z.string().optional(),
  /** Folder of decision records in the source. */
  adrPath: z.string().optional(),
  /** When it was last asked for. */
  checkedAt: z.iso.datetime().optional(),
  /** When it last answered. */
  readAt: z.iso.datetime().optional(),
});

/** @public */
export type Source = z.infer<typeof sourceSchema>;

/** @public */
export const adrPageSchema = pageSchema(adrSchema);

/** @public */
export const entityAdrPageSchema = adrPageSchema.extend({
  source: sourceSchema,
});

/** @public */
export type EntityAdrPage = z.infer<typeof entityAdrPageSchema>;

/** @public */
export const listAdrsQuerySchema = pageQuerySchema.extend({
  status: adrStatusSchema.optional(),
  /** Part of a title, a number, a tag or an entity's name. */
  query: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine(text => !text.includes('\0'), 'use text without zero characters')
    .optional(),
  /** `text`: each record with its plain text, for indexing. */
  include: z.enum(['text']).optional(),
});

/** @public */
export type ListAdrsQuery = Partial<z.infer<typeof listAdrsQuerySchema>>;

/** A document with required sign-offs. @public */
export const documentSchema = documentBaseSchema.extend({
  revision: revisionSchema,
  /** Whether it is a decision record too. */
  adr: z.boolean(),
  signOffs: signOffSummarySchema,
});

/** @public */
export type SignOffDocument = z.infer<typeof documentSchema>;

/** @public */
export const documentPageSchema = pageSchema(documentSchema);

/** @public */
export const listDocumentsQuerySchema = pageQuerySchema.extend({
  /** `me`: where the caller's sign-off is missing; `all`: where anybody's is. Without it: every document. */
  awaiting: z.enum(['me', 'all']).optional(),
});

/** @public */
export type ListDocumentsQuery = Partial<
  z.infer<typeof listDocumentsQuerySchema>
>;

/** A document as it is shown to whoever may sign it off. @public */
export const documentDetailsSchema = documentSchema.extend({
  /** The Markdown whose digest `revision` is. */
  text: z.string(),
  /** All that were ever given, newest first; one of another revision than the document's is stale. */
  given: z.array(signOffSchema),
  /** Whether the caller can sign off this revision, and why not. */
  mySignOff: z.object({
    state: z.enum(['possible', 'given', 'notAsked']),
    reason: z.string().optional(),
  }),
});

/** @public */
export type DocumentDetails = z.infer<typeof documentDetailsSchema>;

/** @public */
export const signOffBodySchema = z.strictObject({ revision: revisionSchema });

/** @public */
export type SignOffBody = z.infer<typeof signOffBodySchema>;

/** @public */
export const summarySchema = z.object({
  source: sourceSchema.pick({ state: true, code: true, reason: true }),
  adrs: z.object({
    total: z.number().int().nonnegative(),
    byStatus: z.partialRecord(adrStatusSchema, z.number().int().positive()),
  }),
  /** Documents with required sign-offs. */
  documents: z.object({
    total: z.number().int().nonnegative(),
    awaiting: z.number().int().nonnegative(),
  }),
});

/** @public */
export type Summary = z.infer<typeof summarySchema>;

/** @public */
export const summariesSchema = z.object({
  summaries: z.record(z.string(), summarySchema.nullable()),
});

/** @public */
export type Summaries = z.infer<typeof summariesSchema>;
