import { z } from 'zod/v4';
import { EvidenceError, problemsOf } from '../errors';
import { parseDigest } from './digest';
import {
  PREDICATE_TYPES,
  type Predicate,
  type PredicateName,
} from './predicateTypes';

/** The type that we write. @public */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** The payload type of a statement in its envelope. @public */
export const STATEMENT_PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/**
 * An in-toto statement as it comes from outside. Subjects may still lack a digest here: the verifier says so by a code of
 * its own.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
const statementSchema = z.looseObject({
  _type: z.enum([STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1']),
  subject: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        digest: z.record(z.string(), z.string()).optional(),
      }),
    )
    .min(1)
    .max(1000),
  predicateType: z.string().min(1).max(500),
  predicate: z.unknown(),
});

/** An in-toto statement: what is said, and about which artifacts. @public */
export type Statement = z.infer<typeof statementSchema>;

/** The artifact that a statement is about. @public */
export type Subject = {
  /** As `sha256:…`. */
  digest: string;
  /** For people; nothing trusts it. */
  name?: string;
};

/**
 * Makes a statement of a known kind about one artifact.
 *
 * @throws EvidenceError `EVIDENCE_DIGEST_INVALID` for the subject, `EVIDENCE_NOT_A_STATEMENT` naming the fields of the
 * predicate that are wrong.
 * @public
 */
export function createStatement<N extends PredicateName>(
  kind: N,
  about: { subject: Subject; predicate: Predicate<N> },
): Statement {
  const { algorithm, value } = parseDigest(about.subject.digest);
  const { uri, schema } = PREDICATE_TYPES[kind];
  const parsed = schema.safeParse(about.predicate);
  if (!parsed.success)
    throw new EvidenceError(
      'EVIDENCE_NOT_A_STATEMENT',
      `This is not a predicate of type ${uri}. ${problemsOf(
        parsed.error,
        'predicate',
      )}`,
    );
  const { name } = about.subject;
  return {
    _type: STATEMENT_TYPE,
    subject: [{ ...(name ? { name } : {}), digest: { [algorithm]: value } }],
    predicateType: uri,
    // as it was given: the order of its fields is the maker's
    predicate: about.predicate,
  };
}

/**
 * Reads the bytes of a statement. The predicate is not looked at: see `checkPredicate`.
 *
 * @throws EvidenceError `EVIDENCE_NOT_A_STATEMENT`
 * @public
 */
export function parseStatement(bytes: Uint8Array): Statement {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new EvidenceError(
      'EVIDENCE_NOT_A_STATEMENT',
      `The statement is not JSON in UTF-8: ${(error as Error).message}`,
      error,
    );
  }
  const parsed = statementSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new EvidenceError(
    'EVIDENCE_NOT_A_STATEMENT',
    `This is not an in-toto statement. ${problemsOf(
      parsed.error,
      'statement',
    )}`,
  );
}

/**
 * What is wrong with a predicate of a kind, by field, or undefined when it is one.
 *
 * @public
 */
export function checkPredicate(
  kind: PredicateName,
  predicate: unknown,
): string | undefined {
  const parsed = PREDICATE_TYPES[kind].schema.safeParse(predicate);
  return parsed.success ? undefined : problemsOf(parsed.error, 'predicate');
}

/**
 * The bytes of a statement that are signed.
 *
 * @public
 */
export function serializeStatement(statement: Statement): Buffer {
  return Buffer.from(JSON.stringify(statement));
}
