import { z } from 'zod/v4';

/**
 * Where new services are published.
 *
 * @public
 */
export const publishTargetSchema = z.object({
  target: z.enum(['local-git', 'github']),
  /** In words, for people: `github.com/acme`, or the portal's own Git host. */
  description: z.string(),
});

/** @public */
export const platformSchema = z.object({
  portalUrl: z.url(),
  /** The one CI include of every service. */
  workflow: z.string(),
  /** The packed CLI that new services install; its file is served at `/cli/<file>`. */
  cli: z.object({
    version: z.string(),
    file: z.string(),
    /** Subresource integrity, `sha512-…`. */
    integrity: z.string(),
  }),
  publish: publishTargetSchema,
});

/** @public */
export type Platform = z.infer<typeof platformSchema>;

/** @public */
export const createPreviewBodySchema = z.strictObject({
  /** Full entity ref of the template, such as `template:default/service-api`. */
  template: z
    .string()
    .max(200)
    .regex(
      /^template:[a-z0-9-]{1,63}\/[A-Za-z0-9._-]{1,63}$/i,
      'use the full reference of a template, for example template:default/service-api',
    ),
  /** What was entered so far. */
  values: z.record(z.string().max(63), z.json()),
});

/** @public */
export type CreatePreviewBody = z.infer<typeof createPreviewBodySchema>;

/** @public */
export const previewFileSchema = z.object({
  /** Relative to the service, with `/`. */
  path: z.string(),
  /** As Git knows it. */
  mode: z.enum(['100644', '100755']),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** The text, unless it is withheld. */
  content: z.string().optional(),
  /** Why there is no content. */
  withheld: z.enum(['binary', 'too-large']).optional(),
});

/** @public */
export type PreviewFile = z.infer<typeof previewFileSchema>;

/** @public */
export const previewSchema = z.object({
  template: z.object({
    entityRef: z.string(),
    version: z.string(),
    commit: z.string().optional(),
  }),
  publish: publishTargetSchema,
  repository: z.object({ webUrl: z.url(), cloneUrl: z.url() }),
  /** Every file that the service will have, sorted by path. */
  files: z.array(previewFileSchema),
});

/** @public */
export type Preview = z.infer<typeof previewSchema>;
