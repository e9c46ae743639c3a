import { isError, ResponseError } from '@backstage/errors';

/**
 * Every failure that a person can do something about has a code that stays. The value is the Backstage error name,
 * which the REST APIs turn into an HTTP status.
 *
 * @public
 */
export const GOLDEN_PATH_ERRORS = {
  GOLDEN_PATH_INPUT_INVALID: 'InputError',
  GOLDEN_PATH_TEMPLATE_INVALID: 'InputError',
  GOLDEN_PATH_CATALOG_FILE_INVALID: 'InputError',
  GOLDEN_PATH_CLI_MISSING: 'ServiceUnavailableError',
  GOLDEN_PATH_DISK_FULL: 'ServiceUnavailableError',
  GOLDEN_PATH_ENTITY_TAKEN: 'ConflictError',
  GOLDEN_PATH_NAME_TAKEN: 'ConflictError',
  GOLDEN_PATH_PUSH_REFUSED: 'ConflictError',
  GOLDEN_PATH_RECEIPT_MISSING: 'NotFoundError',
  GOLDEN_PATH_REGISTER_FAILED: 'ServiceUnavailableError',
  GOLDEN_PATH_TARGET_NOT_EMPTY: 'ConflictError',
  GOLDEN_PATH_WORKSPACE_CHANGED: 'ConflictError',
  GOLDEN_PATH_WORKSPACE_LOST: 'ConflictError',
} as const;

/** @public */
export type GoldenPathErrorCode = keyof typeof GOLDEN_PATH_ERRORS;

/**
 * A failure with a stable code. The code also ends the message, because the scaffolder shows nothing but the message.
 *
 * @public
 */
export class GoldenPathError extends Error {
  readonly code: GoldenPathErrorCode;

  constructor(code: GoldenPathErrorCode, message: string, cause?: unknown) {
    super(`${message} (${code})`, { cause });
    this.code = code;
    this.name = GOLDEN_PATH_ERRORS[code];
  }
}

/**
 * Whether the disk had no room left, wherever in the chain of causes that is said.
 *
 * @public
 */
export function isDiskFull(error: unknown): boolean {
  if (!isError(error)) return false;
  const { code, cause } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || isDiskFull(cause);
}

/**
 * What an error says to people; of an answered request, what the server said rather than its status line.
 *
 * @public
 */
export function reasonOf(error: unknown): string {
  if (error instanceof ResponseError) return error.body.error.message;
  return isError(error) ? error.message : String(error);
}
