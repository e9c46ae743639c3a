import { ResponseError } from '@backstage/errors';
import { CliError, exitCode } from '../errors';

/** Whether nobody answered, of a call by `fetch`. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'fetch failed';
}

/** That nobody answers at a portal's address. */
export function unreachable(portal: string, cause: unknown): CliError {
  return new CliError(
    `The portal at ${portal} could not be reached. Is it running?`,
    undefined,
    { cause },
  );
}

/**
 * What went wrong with a call of a portal, as the command line says it; an error that is about something else comes back as
 * it is.
 *
 * @param isPerson - whoever reads it can log in, which a workflow cannot
 */
export function asPortalError(
  error: unknown,
  portal: string,
  isPerson = true,
): unknown {
  if (isUnreachable(error)) return unreachable(portal, error);
  if (!(error instanceof ResponseError)) return error;
  const { statusCode, body } = error;
  const hint =
    statusCode === 401 && isPerson
      ? ` Log in: companyos login --portal ${portal}`
      : '';
  return new CliError(
    `The portal answered ${statusCode}: ${body.error.message}${hint}`,
    [401, 403].includes(statusCode) ? exitCode.refused : exitCode.failed,
    { cause: error },
  );
}
