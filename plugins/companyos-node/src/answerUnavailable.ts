import { ServiceUnavailableError } from '@backstage/errors';
import type { ErrorRequestHandler } from 'express';

// https://www.postgresql.org/docs/current/errcodes-appendix.html: connections, resources, shutdown
const GONE =
  /^(08...|53...|57P0.|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/;

// Where there is no code: what the driver says of a connection that broke, after the statement.
const LOST =
  /(Connection terminated( unexpectedly)?|is not queryable|Unable to acquire a connection)$/;

/**
 * Says that the database went away: whoever asked is to ask again, and nothing was half done.
 *
 * @public
 */
export const answerUnavailable: ErrorRequestHandler = (
  error,
  _req,
  res,
  next,
) => {
  if (!isDatabaseGone(error)) {
    next(error);
    return;
  }
  res.setHeader('Retry-After', '5');
  next(
    new ServiceUnavailableError(
      'The database does not answer; nothing of this request is kept by halves, so send it again in a moment',
      error,
    ),
  );
};

function isDatabaseGone(error: unknown): boolean {
  const { code, name, message } = error as NodeJS.ErrnoException;
  return (
    GONE.test(String(code)) ||
    name === 'KnexTimeoutError' ||
    LOST.test(String(message))
  );
}
