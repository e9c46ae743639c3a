import {
  entityRefSchema,
  pageQuerySchema,
  pageSchema,
} from '@companyos/plugin-companyos-common';
import { z } from 'zod/v4';
import { count, text, which } from './fields';

/** The digest of an artifact, such as `sha256:2c26…`. @public */
export const digestSchema = z
  .string()
  .regex(
    /^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/,
    'use a digest such as sha256: and 64 digits in lower-case hexadecimal',
  );

/** What verification came to; see `docs/compliance/evidence.md`. @public */
export const outcomeSchema = z.enum([
  'verified',
  'failed',
  'absent',
  'unverifiable',
]);

/** @public */
export type Outcome = z.infer<typeof outcomeSchema>;

/** Who signed, once that is proven. @public */
export const signerSchema = z.object({
  kind: z.enum(['key', 'certificate']),
  /** The root of the trust policy, by its name. */
  root: z.string(),
  /** Development shows as such everywhere and opens no gate. */
  purpose: z.enum(['production', 'development']),
  /** The identity in the certificate. */
  subject: z.string().optional(),
  issuer: z.string().optional(),
});

/** @public */
export type Signer = z.infer<typeof signerSchema>;

/** One thing that verification looked at. @public */
export const checkSchema = z.object({
  what: z.string(),
  against: z.string(),
  result: z.enum(['passed', 'failed', 'not checked']),
  detail: z.string().optional(),
});

/**
 * One bundle that was uploaded, and what the portal thinks of it. `kind` and `predicateType` are what the bundle says of
 * itself, and nothing more, unless it is verified.
 *
 * @public
 */
export const attestationSchema = z.object({
  id: z.uuid(),
  entityRef: z.string(),
  /** Of the artifact that it says it is about. */
  digest: digestSchema,
  /** Such as `cyclonedx`; `signature` for that of the artifact itself, `unknown` for a type not read here. */
  kind: z.string(),
  predicateType: z.string().optional(),
  outcome: outcomeSchema,
  /** Stable; such as `EVIDENCE_SIGNATURE_INVALID`. */
  code: z.string(),
  /** A sentence for people. */
  reason: z.string(),
  checks: z.array(checkSchema),
  signer: signerSchema.optional(),
  /** The earliest time that something proves for the signature. */
  signedAt: z.iso.datetime().optional(),
  /** When it was last verified. */
  verifiedAt: z.iso.datetime(),
  uploadedAt: z.iso.datetime(),
  /** Entity ref of a person, the name of a service, or a repository's workflow run. */
  uploadedBy: z.string(),
  /** Of the bundle's own bytes, as they were received. */
  bundleDigest: z.string(),
  /** Bytes of the bundle. */
  size: z.number().int().nonnegative(),
});

/** @public */
export type Attestation = z.infer<typeof attestationSchema>;

/** @public */
export const uploadQuerySchema = z.object({ entityRef: entityRefSchema });

/** @public */
export const uploadedAttestationSchema = attestationSchema.extend({
  /** Whether it was stored now; otherwise the same bytes were there already. */
  created: z.boolean(),
});

/** @public */
export type UploadedAttestation = z.infer<typeof uploadedAttestationSchema>;

/** @public */
export const uploadedSchema = z.object({
  items: z.array(uploadedAttestationSchema),
});

/** @public */
export type Uploaded = z.infer<typeof uploadedSchema>;

/**
 * What stands behind a statement about a release: the verdict on the newest bundle that counts most. Without one it is
 * `absent`.
 *
 * @public
 */
export const proofSchema = z.object({
  outcome: outcomeSchema,
  code: z.string(),
  reason: z.string(),
  attestationId: z.uuid().optional(),
  /** Set when the signer is trusted for development alone. */
  development: z.boolean().optional(),
  /** The root of the trust policy that it verifies against. */
  root: z.string().optional(),
  /** When it was last verified. */
  verifiedAt: z.iso.datetime().optional(),
});

/** @public */
export type Proof = z.infer<typeof proofSchema>;

/** How a release was built, as its provenance says. @public */
export const provenanceSchema = z.object({
  builder: z.string(),
  buildType: z.string(),
  source: z.string().optional(),
  commit: z.string().optional(),
  startedOn: z.string().optional(),
  finishedOn: z.string().optional(),
});

/** @public */
export type Provenance = z.infer<typeof provenanceSchema>;

/** What a bill of materials holds, in figures. @public */
export const sbomSchema = z.object({
  format: z.string(),
  /** Different components, by package URL. */
  components: count,
  /** Of them, those without a package URL that could be read: no search by package finds them. */
  withoutPurl: count,
  /** Most frequent first; `NONE` for components that say nothing. */
  licences: z.array(z.object({ name: z.string(), components: count })),
  /** Longest of the shortest ways from the artifact to a component; absent when the BOM has no dependencies. */
  depth: count.optional(),
});

/** @public */
export type Sbom = z.infer<typeof sbomSchema>;

/** What a run of tests, or of another check that passes or fails, found. @public */
export const testRunSchema = z.object({
  /** What ran, as the statement names its configuration. */
  name: z.string(),
  result: z.enum(['PASSED', 'WARNED', 'FAILED']),
  /** How many tests did; absent where the statement does not list them. */
  passed: count.optional(),
  warned: count.optional(),
  failed: count.optional(),
  url: z.string().optional(),
});

/** @public */
export type TestRun = z.infer<typeof testRunSchema>;

/** How severe a finding is, the most severe first. @public */
export const levelSchema = z.enum([
  'critical',
  'high',
  'medium',
  'low',
  'unknown',
]);

/** @public */
export type Level = z.infer<typeof levelSchema>;

/** A scan for known vulnerabilities. @public */
export const scanSchema = z.object({
  scanner: z.string(),
  databaseUpdatedOn: z.string(),
  finishedOn: z.string(),
  /** Pairs of vulnerability and package that the scanner found; exceptions do not change that. */
  findings: count,
  /** The most severe first; every level is there. */
  byLevel: z.array(
    z.object({
      level: levelSchema,
      findings: count,
    }),
  ),
});

/** @public */
export type Scan = z.infer<typeof scanSchema>;

/**
 * What somebody has signed about a vulnerability in this product or release (VEX). Whether it stops a release from being
 * stopped is for the gate to say.
 *
 * @public
 */
export const vexExceptionSchema = z.object({
  attestationId: z.uuid(),
  development: z.boolean(),
  vulnerability: z.string(),
  aliases: z.array(z.string()),
  /** Package URLs; none: wherever the product has the vulnerability. */
  packages: z.array(z.string()),
  status: z.string(),
  justification: z.string().optional(),
  action: z.string().optional(),
  owner: z.string().optional(),
  made: z.string().optional(),
  expires: z.string().optional(),
});

/** @public */
export type VexException = z.infer<typeof vexExceptionSchema>;

/** Where a release was put, and how that ended. @public */
export const deploymentSchema = z.object({
  attestationId: z.uuid(),
  entityRef: z.string(),
  digest: digestSchema,
  environment: z.string(),
  result: z.enum(['SUCCEEDED', 'FAILED', 'ROLLED_BACK']),
  strategy: z.enum(['rolling', 'canary']),
  version: z.string(),
  startedOn: z.iso.datetime(),
  finishedOn: z.iso.datetime(),
  development: z.boolean(),
});

/** @public */
export type Deployment = z.infer<typeof deploymentSchema>;

/** A release in a list: an artifact by its digest, and how its evidence stands. @public */
export const releaseSchema = z.object({
  entityRef: z.string(),
  digest: digestSchema,
  /** As a verified statement names it; nobody else's word counts. */
  version: z.string().optional(),
  /** When the portal first heard of it. */
  recordedAt: z.iso.datetime(),
  signature: proofSchema,
  provenance: proofSchema.extend({ facts: provenanceSchema.optional() }),
  sbom: proofSchema.extend({ facts: sbomSchema.optional() }),
  tests: z.array(proofSchema.extend({ facts: testRunSchema.optional() })),
  scan: proofSchema.extend({ facts: scanSchema.optional() }),
  /** Verified ones, of the release and of its product, newest first. */
  exceptions: z.array(vexExceptionSchema),
  /** Newest first. */
  deployments: z.array(deploymentSchema),
  attestations: z.object({ total: count, verified: count }),
});

/** @public */
export type Release = z.infer<typeof releaseSchema>;

/** A release with each bundle that was uploaded for it. @public */
export const releaseDetailsSchema = releaseSchema.extend({
  /** Newest first. */
  bundles: z.array(attestationSchema),
});

/** @public */
export type ReleaseDetails = z.infer<typeof releaseDetailsSchema>;

/** @public */
export const releasePageSchema = pageSchema(releaseSchema);

/** @public */
export const deploymentPageSchema = pageSchema(deploymentSchema);

/** The release in `/v1/releases/:digest`. @public */
export const releasePathSchema = z.object({ digest: digestSchema });

/** @public */
export const releaseQuerySchema = z.object({
  /** Needed only where two entities have the same artifact; otherwise the one that had it first. */
  entityRef: entityRefSchema.optional(),
});

/** A component of a release. @public */
export const componentSchema = z.object({
  /** Without version, qualifiers and subpath; absent when the BOM gives none that can be read. */
  purl: z.string().optional(),
  name: z.string(),
  version: z.string(),
  licence: z.string().optional(),
  /** Steps from the artifact; 1 is what it depends on itself. */
  depth: count.optional(),
});

/** @public */
export type Component = z.infer<typeof componentSchema>;

/** @public */
export const componentPageSchema = pageSchema(componentSchema);

/** @public */
export const releaseComponentsQuerySchema = pageQuerySchema.extend({
  entityRef: entityRefSchema.optional(),
  /** Part of a component's name or package URL. */
  query: text.optional(),
});

/** @public */
export type ReleaseComponentsQuery = Partial<
  z.infer<typeof releaseComponentsQuerySchema>
>;

/** Where a component is used. @public */
export const usageSchema = z.object({
  entityRef: z.string(),
  digest: digestSchema,
  purl: z.string(),
  version: z.string(),
  recordedAt: z.iso.datetime(),
  /**
   * `inRange`: the version is in the range, or no range was asked for. `notComparable`: the version is no semantic
   * version, so nobody can tell; look at it.
   */
  match: z.enum(['inRange', 'notComparable']),
});

/** @public */
export type Usage = z.infer<typeof usageSchema>;

/** @public */
export const usagePageSchema = pageSchema(usageSchema);

/** @public */
export const listUsagesQuerySchema = pageQuerySchema.extend({
  /** A package URL; with a version, only that one. */
  purl: z
    .string()
    .max(1000)
    .regex(
      /^pkg:[^/\0]+\/[^\0]+$/,
      'use a package URL such as pkg:npm/%40acme/orders',
    ),
  /** As npm has it; prereleases are part of it. */
  range: text.optional(),
  releases: which,
});

/** @public */
export type ListUsagesQuery = Partial<z.infer<typeof listUsagesQuerySchema>> & {
  purl: string;
};

/** @public */
export const attestationPathSchema = z.object({ id: z.uuid() });

/** @public */
export const summarySchema = z.object({
  releases: count,
  /** The newest one. */
  latest: releaseSchema.optional(),
});

/** @public */
export type Summary = z.infer<typeof summarySchema>;

/** @public */
export const summariesSchema = z.object({
  summaries: z.record(z.string(), summarySchema.nullable()),
});

/** @public */
export type Summaries = z.infer<typeof summariesSchema>;
