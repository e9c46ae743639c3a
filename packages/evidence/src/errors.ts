/**
 * Every failure that a person can do something about has a code that stays. The value is the Backstage error name,
 * which the REST APIs turn into an HTTP status. What is found wrong with a bundle is no error but a verdict: see
 * `VERDICT_CODES`.
 *
 * @public
 */
export const EVIDENCE_ERRORS = {
  EVIDENCE_DIGEST_INVALID: 'InputError',
  EVIDENCE_FILES_INVALID: 'InputError',
  EVIDENCE_KEY_UNUSABLE: 'InputError',
  EVIDENCE_NOT_A_STATEMENT: 'InputError',
  EVIDENCE_POLICY_INVALID: 'InputError',
  EVIDENCE_SIGNING_FAILED: 'ServiceUnavailableError',
} as const;

/** @public */
export type EvidenceErrorCode = keyof typeof EVIDENCE_ERRORS;

/**
 * A failure with a stable code.
 *
 * @public
 */
export class EvidenceError extends Error {
  readonly code: EvidenceErrorCode;

  constructor(code: EvidenceErrorCode, message: string, cause?: unknown) {
    super(`${message} (${code})`, { cause });
    this.code = code;
    this.name = EVIDENCE_ERRORS[code];
  }
}

/** The problems that a schema found, each with the field that has it. */
export function problemsOf(
  error: {
    issues: ReadonlyArray<{ path: PropertyKey[]; message: string }>;
  },
  root: string,
): string {
  const shown = error.issues.slice(0, 5).map(({ path, message }) => {
    const field = path.map(String).join('.') || root;
    return `${field}: ${message}`;
  });
  const more = error.issues.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
