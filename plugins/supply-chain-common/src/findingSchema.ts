import {
  entityRefSchema,
  pageQuerySchema,
  pageSchema,
} from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';
import { count, text, which } from './fields';
import { digestSchema, levelSchema } from './schema';

/** One known vulnerability in one package of a release, as its newest verified scan found it. @public */
export const findingSchema = z.object({
  /** As the advisory database has it, such as `GHSA-fxph-q3j8-mv87`. */
  vulnerability: z.string(),
  /** Its other names, such as a CVE. */
  aliases: z.array(z.string()),
  level: levelSchema,
  /** CVSS base score, 0 to 10. */
  score: z.number().optional(),
  /** Package URL without version; absent where the scanner does not say which package it is. */
  purl: z.string().optional(),
  version: z.string().optional(),
  /** Versions without the vulnerability; none are known when it is empty. */
  fixed: z.array(z.string()),
  summary: z.string().optional(),
});

/** @public */
export type Finding = z.infer<typeof findingSchema>;

/** What somebody said about a finding (VEX), and what the gate makes of it. @public */
export const explainedExceptionSchema = z.object({
  /** Where its bundle is, such as `v1/attestations/<id>`. */
  source: z.string(),
  counts: z.boolean(),
  /** Why it counts or does not, in the words of the gate. */
  why: z.string(),
  /** As the others below absent of what nobody trusted has signed: nothing of it is read. */
  status: z.string().optional(),
  justification: z.string().optional(),
  action: z.string().optional(),
  owner: z.string().optional(),
  expires: z.string().optional(),
});

/** @public */
export type ExplainedException = z.infer<typeof explainedExceptionSchema>;

/** Whether a finding counts in an environment, by `policies/release`. @public */
export const triageSchema = z.object({
  /** Whether it counts towards the limits of the environment; an exception that counts takes it out. */
  counts: z.boolean(),
  /** All that could be about it: what counts, and what does not. */
  exceptions: z.array(explainedExceptionSchema),
});

/** @public */
export type Triage = z.infer<typeof triageSchema>;

/** A finding of a release. @public */
export const releaseFindingSchema = findingSchema.extend({
  /** Where an environment was asked about; absent when the scan does not verify any more. */
  triage: triageSchema.optional(),
});

/** @public */
export type ReleaseFinding = z.infer<typeof releaseFindingSchema>;

/** @public */
export const findingPageSchema = pageSchema(releaseFindingSchema).extend({
  /**
   * Where an environment was asked about: how many findings of the whole scan count there, the most severe first. Absent
   * when the scan does not verify any more.
   */
  counted: z
    .array(z.object({ level: levelSchema, findings: count }))
    .optional(),
});

/** @public */
export type FindingPage = z.infer<typeof findingPageSchema>;

/** @public */
export const releaseFindingsQuerySchema = pageQuerySchema.extend({
  entityRef: entityRefSchema.optional(),
  level: levelSchema.optional(),
  /** Part of a vulnerability's name or of a package URL. */
  query: text.optional(),
  /** Says of each finding whether it counts there, and why. */
  environment: text.optional(),
});

/** @public */
export type ReleaseFindingsQuery = Partial<
  z.infer<typeof releaseFindingsQuerySchema>
>;

/** A release in which a vulnerability was found. @public */
export const affectedSchema = findingSchema.extend({
  entityRef: z.string(),
  digest: digestSchema,
  recordedAt: z.iso.datetime(),
});

/** @public */
export type Affected = z.infer<typeof affectedSchema>;

/** @public */
export const affectedPageSchema = pageSchema(affectedSchema);

/** @public */
export const listAffectedQuerySchema = pageQuerySchema.extend({
  /** By any of its names, in upper or lower case. */
  vulnerability: text,
  releases: which,
});

/** @public */
export type ListAffectedQuery = Partial<
  z.infer<typeof listAffectedQuerySchema>
> & { vulnerability: string };
