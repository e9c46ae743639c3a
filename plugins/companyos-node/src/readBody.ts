import { InputError } from '@backstage/errors';
import type express from 'express';
import getRawBody from 'raw-body';

/** A body beyond a limit: HTTP 413. @public */
export class PayloadTooLargeError extends Error {
  readonly statusCode = 413;
  override readonly name = 'PayloadTooLargeError';
}

/**
 * Reads the bytes of a request, once it is known who sends them. No more than the limit is ever held or waited for.
 *
 * @param options.advice - what to do about a body that is too large
 * @throws PayloadTooLargeError beyond the limit; InputError when the bytes stop too soon.
 * @public
 */
export async function readBody(
  req: express.Request,
  res: express.Response,
  options: { limit: number; advice: string },
): Promise<Buffer> {
  const { limit, advice } = options;
  try {
    return await getRawBody(req, {
      length: req.headers['content-length'],
      limit,
    });
  } catch (error) {
    // The rest of the body is not read, so nothing else can follow on this connection.
    res.setHeader('Connection', 'close');
    if ((error as { status?: number }).status === 413)
      throw new PayloadTooLargeError(
        `Body has more than ${limit} bytes, which is the largest that is taken; ${advice}`,
      );
    throw new InputError(
      `Body could not be read: ${(error as Error).message}`,
      error,
    );
  }
}
