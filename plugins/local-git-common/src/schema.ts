import { pageSchema } from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';

/**
 * A repository's name: lower case, digits and hyphens, 3 to 63 characters. It is a folder name, a URL segment and a
 * component's name at once, so nothing needs escaping anywhere.
 *
 * @public
 */
export const repositoryNameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/,
    'use 3 to 63 lower-case letters, digits and hyphens, starting with a letter, for example customer-records',
  );

/**
 * A branch, tag or commit, as Git allows it and without anything that Git would take for an option or an expression.
 *
 * @public
 */
export const refSchema = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/+-]*$/,
    'use the name of a branch or tag, or a commit',
  )
  .refine(
    ref => !/\.\.|\/\/|\/$|\.$|\.lock$/.test(ref),
    'use the name of a branch or tag, or a commit',
  );

/**
 * A path inside a repository; the empty string is its top.
 *
 * @public
 */
export const pathSchema = z
  .string()
  .max(1024)
  .transform(path => path.replace(/\/+$/, ''))
  .refine(
    path =>
      path === '' ||
      (!path.includes('\0') &&
        path
          .split('/')
          .every(part => part !== '' && part !== '.' && part !== '..')),
    "use a path relative to the repository's top, without '.' and '..'",
  );

const entityRefSchema = z
  .string()
  .max(200)
  .regex(
    /^[a-zA-Z]+:[a-zA-Z0-9._-]+\/[a-zA-Z0-9._-]+$/,
    'use a full entity reference, for example group:default/crm',
  );

const commitSchema = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/** @public */
export const createRepositoryBodySchema = z.strictObject({
  name: repositoryNameSchema,
  description: z.string().max(200).default(''),
  /** The entity that owns it; its members may delete the repository. */
  owner: entityRefSchema.optional(),
  /** Opaque key of the caller, such as a task id: sent again, it gets the repository that it made before. */
  createdFor: z.string().min(1).max(200).optional(),
});

/** @public */
export type CreateRepositoryBody = z.input<typeof createRepositoryBodySchema>;

/**
 * How the check of a pushed commit stands. `failed` is the check's verdict, `error` means that there is none: the
 * check could not be run to its end.
 *
 * @public
 */
export const pushStateSchema = z.enum([
  'queued',
  'running',
  'passed',
  'failed',
  'error',
]);

/** @public */
export type PushState = z.infer<typeof pushStateSchema>;

/** @public */
export const pushSchema = z.object({
  id: z.string(),
  repository: repositoryNameSchema,
  ref: z.string(),
  commit: commitSchema,
  pusher: z.string(),
  state: pushStateSchema,
  /** The command that checks it, as one line. */
  command: z.string(),
  pushedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
  exitCode: z.number().int().optional(),
  /** Why it is `failed` or `error`. */
  reason: z.string().optional(),
  /** The end of the output. */
  lastLines: z.string().optional(),
});

/** @public */
export type Push = z.infer<typeof pushSchema>;

/** @public */
export const repositorySchema = z.object({
  name: repositoryNameSchema,
  description: z.string(),
  owner: z.string().optional(),
  /** Entity ref of a user, or the name of a service. */
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  defaultBranch: z.string(),
  cloneUrl: z.url(),
  /** The page of the portal that shows it. */
  webUrl: z.url(),
  /** Where a `url:` location of the default branch starts, without a trailing slash. */
  sourceUrl: z.url(),
  /** The newest push to the default branch, with the state of its check. */
  latestPush: pushSchema.optional(),
});

/** @public */
export type Repository = z.infer<typeof repositorySchema>;

/** @public */
export const repositoryDetailsSchema = repositorySchema.extend({
  /** The commit of the default branch; absent before the first push. */
  head: commitSchema.optional(),
});

/** @public */
export type RepositoryDetails = z.infer<typeof repositoryDetailsSchema>;

/** @public */
export const pathQuerySchema = z.object({ path: pathSchema.default('') });

/** @public */
export const treeEntrySchema = z.object({
  name: z.string(),
  /** `commit` is a submodule. */
  type: z.enum(['tree', 'blob', 'commit']),
  /** Bytes; files only. */
  size: z.number().int().nonnegative().optional(),
});

/** @public */
export type TreeEntry = z.infer<typeof treeEntrySchema>;

/** @public */
export const treeSchema = z.object({
  ref: z.string(),
  commit: commitSchema,
  path: z.string(),
  /** Folders first, each by name. */
  entries: z.array(treeEntrySchema),
});

/** @public */
export type Tree = z.infer<typeof treeSchema>;

/** @public */
export const blobSchema = z.object({
  ref: z.string(),
  commit: commitSchema,
  path: z.string(),
  /** The Git blob id. */
  id: commitSchema,
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** The text, unless it is withheld. */
  content: z.string().optional(),
  /** Why there is no content: nothing that a screen could show. */
  withheld: z.enum(['binary', 'too-large']).optional(),
});

/** @public */
export type Blob = z.infer<typeof blobSchema>;

/** @public */
export const repositoryPageSchema = pageSchema(repositorySchema);

/** @public */
export const pushPageSchema = pageSchema(pushSchema);
