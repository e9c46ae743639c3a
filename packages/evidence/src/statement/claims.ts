import { z } from 'zod/v4';
import { resourceDescriptor, timestamp, uri } from './fields';

/**
 * How an artifact was built.
 *
 * @see https://slsa.dev/spec/v1.1/provenance
 */
export const slsaProvenance = z.looseObject({
  buildDefinition: z.looseObject({
    buildType: uri,
    externalParameters: z.looseObject({}),
    internalParameters: z.looseObject({}).optional(),
    resolvedDependencies: z.array(resourceDescriptor).optional(),
  }),
  runDetails: z.looseObject({
    builder: z.looseObject({
      id: uri,
      version: z.record(z.string(), z.string()).optional(),
      builderDependencies: z.array(resourceDescriptor).optional(),
    }),
    metadata: z
      .looseObject({
        invocationId: z.string().optional(),
        startedOn: timestamp.optional(),
        finishedOn: timestamp.optional(),
      })
      .optional(),
    byproducts: z.array(resourceDescriptor).optional(),
  }),
});

/**
 * What a run of tests, or of any other check that passes or fails, found.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
 */
export const testResult = z.looseObject({
  result: z.enum(['PASSED', 'WARNED', 'FAILED']),
  configuration: z.array(resourceDescriptor),
  url: uri.optional(),
  passedTests: z.array(z.string()).optional(),
  warnedTests: z.array(z.string()).optional(),
  failedTests: z.array(z.string()).optional(),
});

/**
 * Known vulnerabilities that a scanner found. An empty list says that it found none.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/predicates/vulns_02.md
 */
export const vulnerabilities = z.looseObject({
  scanner: z.looseObject({
    uri,
    version: z.string().optional(),
    db: z.looseObject({
      uri: uri.optional(),
      version: z.string().optional(),
      lastUpdate: timestamp,
    }),
    result: z.array(
      z.looseObject({
        id: z.string().min(1),
        severity: z.array(
          z.looseObject({ method: z.string().min(1), score: z.string() }),
        ),
      }),
    ),
  }),
  metadata: z.looseObject({
    scanStartedOn: timestamp,
    scanFinishedOn: timestamp,
  }),
});

/**
 * Which vulnerabilities do not matter here, and why: OpenVEX.
 *
 * @see https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md
 */
export const openvex = z.looseObject({
  '@context': z.string().startsWith('https://openvex.dev/ns'),
  '@id': z.string().min(1),
  author: z.string().min(1),
  timestamp,
  version: z.union([z.int().min(1), z.string().min(1)]),
  statements: z
    .array(
      z.looseObject({
        vulnerability: z.union([
          z.string().min(1),
          z.looseObject({ name: z.string().min(1) }),
        ]),
        status: z.enum([
          'not_affected',
          'affected',
          'fixed',
          'under_investigation',
        ]),
        justification: z.string().optional(),
        impact_statement: z.string().optional(),
      }),
    )
    .min(1),
});

/**
 * What a gate decided.
 *
 * @see https://slsa.dev/spec/v1.1/verification_summary
 */
export const verificationSummary = z.looseObject({
  verifier: z.looseObject({ id: uri }),
  timeVerified: timestamp,
  resourceUri: z.string().min(1),
  policy: resourceDescriptor,
  inputAttestations: z.array(resourceDescriptor).optional(),
  verificationResult: z.enum(['PASSED', 'FAILED']),
  verifiedLevels: z.array(z.string().min(1)),
});

/**
 * Under which name and version an artifact was published.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/predicates/release.md
 */
export const release = z.looseObject({
  purl: z
    .string()
    .regex(
      /^pkg:[a-z][a-z0-9.+-]*\/[^@\s]*[^@\s/]@[^@\s]+$/,
      'use a package URL with its version, such as pkg:npm/%40acme/orders@1.4.2',
    ),
  packageId: z.string().optional(),
});

/**
 * Which artifact was put into which environment, by whom and with what end: our own type, described in
 * `docs/compliance/evidence.md`.
 */
export const deployment = z.looseObject({
  /** Name of the environment, such as `production`. */
  environment: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,62}$/,
      'use lower-case letters, digits and hyphens, at most 63, such as production',
    ),
  result: z.enum(['SUCCEEDED', 'FAILED', 'ROLLED_BACK']),
  strategy: z.enum(['rolling', 'canary']),
  startedOn: timestamp,
  finishedOn: timestamp,
  /** The release as people know it, such as `1.4.2`. */
  version: z.string().min(1),
  deployer: z.looseObject({
    /** Who or what deployed: the workflow, or the tool of a person. */
    id: uri,
    /** The run that did it. */
    invocationId: z.string().min(1).optional(),
  }),
  /** Where it runs: cluster, namespace, host. */
  target: resourceDescriptor.optional(),
  /** What ran there before. */
  previous: resourceDescriptor.optional(),
  /** The gate's verification summary that allowed it. */
  gate: resourceDescriptor.optional(),
});
