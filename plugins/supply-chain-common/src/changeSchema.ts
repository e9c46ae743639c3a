import { entityRefSchema } from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';
import { count } from './fields';
import { findingSchema } from './findingSchema';
import { digestSchema } from './schema';

/** The most changes of one kind that an answer names; it counts all of them. */
export const MAX_CHANGES = 1000;

/** A component of which two releases have other versions. @public */
export const componentChangeSchema = z.object({
  name: z.string(),
  /** Absent when the BOM gives none that can be read. */
  purl: z.string().optional(),
  /** Versions in the earlier release; none when it was added. */
  before: z.array(z.string()),
  /** Versions in the later release; none when it was removed. */
  after: z.array(z.string()),
});

/** @public */
export type ComponentChange = z.infer<typeof componentChangeSchema>;

/** What a release changes against another one. What either does not prove is absent, and not taken for nothing. @public */
export const changesSchema = z.object({
  since: digestSchema,
  /** Absent unless both have a verified SBOM. */
  components: z
    .object({
      added: count,
      removed: count,
      changed: count,
      items: z.array(componentChangeSchema).max(MAX_CHANGES),
    })
    .optional(),
  /** Absent unless both have a verified scan. The same vulnerability in another version of a package is no change. */
  findings: z
    .object({
      fixed: count,
      introduced: count,
      fixedItems: z.array(findingSchema).max(MAX_CHANGES),
      introducedItems: z.array(findingSchema).max(MAX_CHANGES),
    })
    .optional(),
});

/** @public */
export type Changes = z.infer<typeof changesSchema>;

/** @public */
export const changesQuerySchema = z.object({
  entityRef: entityRefSchema.optional(),
  /** Digest of the earlier release, of the same entity. */
  since: digestSchema,
});

/** @public */
export type ChangesQuery = z.infer<typeof changesQuerySchema>;
