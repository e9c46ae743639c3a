/**
 * Why a new record could not be made, by a code that stays. The value is the Backstage error name, which the REST APIs
 * turn into an HTTP status.
 *
 * @public
 */
export const ADR_ERRORS = {
  ADR_ENTITY_NOT_FOUND: 'NotFoundError',
  ADR_INPUT_INVALID: 'InputError',
  ADR_NUMBER_TAKEN: 'ConflictError',
  ADR_PULL_REQUEST_REFUSED: 'ConflictError',
  ADR_PUSH_REFUSED: 'ConflictError',
  ADR_SOURCE_UNREADABLE: 'ServiceUnavailableError',
  ADR_SOURCE_UNSUPPORTED: 'InputError',
  ADR_SUPERSEDED_NOT_FOUND: 'InputError',
} as const;

/** @public */
export type AdrErrorCode = keyof typeof ADR_ERRORS;

/**
 * A failure that a person can do something about. The code also ends the message, because the scaffolder shows nothing
 * but the message.
 *
 * @public
 */
export class AdrError extends Error {
  readonly code: AdrErrorCode;

  constructor(code: AdrErrorCode, message: string, cause?: unknown) {
    super(`${message} (${code})`, { cause });
    this.code = code;
    this.name = ADR_ERRORS[code];
  }
}
