import { z } from 'zod/v4';
import { PREDICATE_TYPES, type PredicateName } from '../statement';

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'use letters, digits, dots, hyphens and underscores, at most 63',
  );

const time = z.coerce.date('use a time such as 2026-11-24T09:30:00Z');

/**
 * What a signature is good for. Development shows as such everywhere and opens no gate.
 *
 * @public
 */
export const trustPurposeSchema = z.enum(['production', 'development']);

/** @public */
export type TrustPurpose = z.infer<typeof trustPurposeSchema>;

/** What can be signed: a kind of statement, or the artifact itself. @public */
export type Signable = PredicateName | 'signature';

const signables = ['signature', ...Object.keys(PREDICATE_TYPES)] as Signable[];

/**
 * What it may sign; absent: everything. So the pipeline cannot write an exception for itself, and whoever signs exceptions
 * cannot sign a scan.
 */
const statements = z
  .array(z.enum(signables, `use some of ${signables.join(', ')}`))
  .min(1)
  .optional();

/** An expression for a whole value: one that could match a part would trust whoever can put it inside a longer name. */
const anchoredPattern = z
  .string()
  .min(3)
  .max(500)
  .refine(
    text => text.startsWith('^') && text.endsWith('$'),
    'begin with ^ and end with $, so that the whole value is matched',
  )
  .transform((text, context) => {
    try {
      // the group holds alternatives together, of which ^ and $ would bind only the outer ones
      return new RegExp(`^(?:${text.slice(1, -1)})$`);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

const identitySchema = z
  .strictObject({
    /** The OIDC issuer, exactly: a company's own is a path below the public one. */
    issuer: z.url({ protocol: /^https?$/, error: 'use the issuer’s URL' }),
    /** The identity in the certificate, exactly. */
    subject: z.string().min(1).optional(),
    /** Or an expression for all of it. */
    subjectPattern: anchoredPattern.optional(),
    /** Names of the artifacts that it may speak about; absent: of every one. */
    artifacts: z.array(z.string().min(1)).min(1).optional(),
    /** The repository's id, which a rename does not change. */
    repositoryId: z.coerce
      .string()
      .regex(/^\d+$/, 'use the number of the repository')
      .optional(),
    /**
     * Branch or tag of the repository that was built. Needed with reusable workflows, whose own ref is the one in the
     * subject.
     */
    refPattern: anchoredPattern.optional(),
    statements,
  })
  .refine(
    ({ subject, subjectPattern }) =>
      (subject === undefined) !== (subjectPattern === undefined),
    'give either subject or subjectPattern',
  );

const keySchema = z
  .strictObject({
    name,
    /** PEM, ECDSA on P-256. */
    publicKey: z.string().min(1).max(4000),
    purpose: trustPurposeSchema,
    statements,
    validFrom: time.optional(),
    validUntil: time.optional(),
  })
  .refine(
    ({ validFrom, validUntil }) =>
      !validFrom || !validUntil || validFrom < validUntil,
    'validFrom has to be before validUntil',
  );

const sigstoreSchema = z.strictObject({
  name,
  purpose: trustPurposeSchema.default('production'),
  /** Sigstore's `trusted_root.json`, as an object or as its text. */
  trustedRoot: z.union([
    z.record(z.string(), z.unknown()),
    z.string().max(1_000_000),
  ]),
  identities: z.array(identitySchema).min(1, 'say whom to trust'),
  /** Entries of a transparency log that a bundle needs. 0 for roots without a log, such as GitHub's private one. */
  logEntries: z.int().min(0).max(10).default(1),
  /** Proofs of time that a bundle needs, from a log or an authority. A certificate of minutes is nothing without one. */
  timestamps: z.int().min(1).max(10).default(1),
  /** Entries of a certificate transparency log that a certificate needs. 0 for a private Fulcio without one. */
  certificateLogs: z.int().min(0).max(10).default(1),
});

/**
 * The trust policy as people write it: `supplyChain.trust` of the portal's configuration, or a JSON file.
 *
 * @public
 */
export const trustPolicySchema = z.strictObject({
  keys: z.array(keySchema).max(100).default([]),
  sigstore: z.array(sigstoreSchema).max(20).default([]),
});

/** @public */
export type TrustPolicyConfig = z.input<typeof trustPolicySchema>;

/** @public */
export type TrustedIdentity = z.output<typeof identitySchema>;

/** The policy once its fields have been checked. */
export type CheckedPolicy = z.output<typeof trustPolicySchema>;
