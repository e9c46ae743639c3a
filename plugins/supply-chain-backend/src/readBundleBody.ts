import { InputError } from '@backstage/errors';
import { MAX_BUNDLE_BYTES } from '@companyos/evidence';
import { readBody } from '@companyos/plugin-companyos-node';
import type express from 'express';

/**
 * Reads the bytes of bundles.
 *
 * @throws PayloadTooLargeError when there are more bytes than the largest bundle has; InputError when they are
 * compressed, or stop too soon.
 */
export async function readBundleBody(
  req: express.Request,
  res: express.Response,
): Promise<Buffer> {
  if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new InputError(
      'Body is compressed; send the bytes of the bundle as they are',
    );
  return readBody(req, res, {
    limit: MAX_BUNDLE_BYTES,
    advice: 'split an SBOM of that size by artifact',
  });
}
