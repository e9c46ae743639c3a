import { pageSchema } from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';
import { replayOutcomeSchema } from './replay';
import { windowShape } from './parts';

/** Files of a candidate that is pasted. @public */
export const MAX_PASTED_FILES = 200;

/** Characters of all of them. @public */
export const MAX_PASTED_CHARACTERS = 1_048_576;

const filePath = z
  .string()
  .max(200)
  .regex(
    /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.(?:rego|json|ya?ml)$/,
    'use a path such as crm/crm.rego or crm/data.json',
  );

const filesSchema = z
  .array(z.strictObject({ path: filePath, content: z.string() }))
  .min(1)
  .max(MAX_PASTED_FILES)
  .refine(
    files =>
      files.reduce((sum, { content }) => sum + content.length, 0) <=
      MAX_PASTED_CHARACTERS,
    `use at most ${MAX_PASTED_CHARACTERS} characters in all files`,
  )
  .refine(
    files => new Set(files.map(({ path }) => path)).size === files.length,
    'two files have the same path',
  );

const pastedSchema = z.strictObject({ files: filesSchema });

const inGitSchema = z.strictObject({
  /** A branch, a tag or a commit of the entity's source. */
  ref: z
    .string()
    .max(100)
    .regex(
      /^[A-Za-z0-9_][\w.-]*$/,
      'use a branch, tag or commit without a slash; the id of a commit always works',
    ),
  /** Where the policy is in the source. */
  folder: z
    .string()
    .max(200)
    .regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/, 'use a folder such as policy')
    .default('policy'),
  /** What takes the place of files in that folder, or comes beside them. */
  files: filesSchema.optional(),
});

/** What is to be replayed with which policy. @public */
export const replayBodySchema = z.strictObject({
  ...windowShape,
  candidate: z.union([pastedSchema, inGitSchema]),
});

/** @public */
export type ReplayBody = z.input<typeof replayBodySchema>;

/** @public */
export type ReplayCandidate = z.output<typeof replayBodySchema>['candidate'];

/**
 * - `running`
 * - `done`: has an outcome
 * - `failed`: has an error
 * - `cancelled`: somebody wanted no more of it
 * - `interrupted`: the portal was stopped in the middle
 *
 * @public
 */
export const REPLAY_STATES = [
  'running',
  'done',
  'failed',
  'cancelled',
  'interrupted',
] as const;

const time = z.iso.datetime();

/** @public */
export const replaySummarySchema = z.object({
  id: z.uuid(),
  entityRef: z.string(),
  state: z.enum(REPLAY_STATES),
  requestedBy: z.string(),
  createdAt: time,
  endedAt: time.optional(),
  from: time,
  to: time,
  /** Whether some of the candidate was pasted; where the rest of it is from. */
  pasted: z.boolean(),
  ref: z.string().optional(),
  folder: z.string().optional(),
  /** SHA-256 of the candidate's files. */
  policy: z.string(),
  /** Decisions in the window when it began, and how many of them are done with. */
  total: z.number().int(),
  seen: z.number().int(),
  error: z.string().optional(),
});

/** @public */
export type ReplaySummary = z.infer<typeof replaySummarySchema>;

/** @public */
export const replaySchema = replaySummarySchema.extend({
  outcome: replayOutcomeSchema.optional(),
});

/** @public */
export type Replay = z.infer<typeof replaySchema>;

/** @public */
export const replayPageSchema = pageSchema(replaySummarySchema);

/** @public */
export const replayPathSchema = z.object({
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  id: z.uuid('use the id of a replay'),
});
