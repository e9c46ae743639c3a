import { InputError } from '@backstage/errors';
import { MAX_BUNDLE_BYTES } from '@companyos/evidence';
import type express from 'express';
import getRawBody from 'raw-body';

/** A body beyond the limit: HTTP 413. */
class BodyTooLargeError extends Error {
  readonly statusCode = 413;
  override readonly name = 'PayloadTooLargeError';
}

/**
 * Reads the bytes of a request, once it is known who sends them. No more than the limit is ever held or waited for.
 *
 * @throws an error of HTTP status 413 when there are more bytes than the largest bundle has; InputError when they are
 * compressed, or stop too soon.
 */
export async function readBody(
  req: express.Request,
  res: express.Response,
): Promise<Buffer> {
  if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new InputError(
      'Body is compressed; send the bytes of the bundle as they are',
    );
  try {
    return await getRawBody(req, {
      length: req.headers['content-length'],
      limit: MAX_BUNDLE_BYTES,
    });
  } catch (error) {
    // The rest of the body is not read, so nothing else can follow on this connection.
    res.setHeader('Connection', 'close');
    if ((error as { status?: number }).status === 413)
      throw new BodyTooLargeError(
        `Body has more than ${MAX_BUNDLE_BYTES} bytes, which is the largest that is taken; split an SBOM of that size by artifact`,
      );
    throw new InputError(
      `Body could not be read: ${(error as Error).message}`,
      error,
    );
  }
}
