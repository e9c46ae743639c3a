import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InputError } from '@backstage/errors';
import { PayloadTooLargeError } from '@companyos/plugin-companyos-node';

const inflateGzip = promisify(gunzip);

/** Few and large pieces: they are put together in the end. */
const CHUNK_BYTES = 262_144;

/**
 * The bytes of a body before compression. No more than the limit is ever made of it; several gzip members in a row are
 * one text, as the format says.
 *
 * @param encoding - `Content-Encoding` of the request
 * @throws InputError when it is not gzip or stops too soon; PayloadTooLargeError beyond the limit.
 */
export async function inflate(
  body: Buffer,
  encoding: string | undefined,
  limit: number,
): Promise<Buffer> {
  switch (encoding) {
    case undefined:
    case 'identity':
      return body;
    case 'gzip':
      break;
    default:
      throw new InputError(
        `Header Content-Encoding is '${encoding}'; use gzip, as OPA does`,
      );
  }
  try {
    return await inflateGzip(body, {
      maxOutputLength: limit,
      chunkSize: CHUNK_BYTES,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new PayloadTooLargeError(
        `Body has more than ${limit} bytes after decompression; lower decision_logs.reporting.upload_size_limit_bytes of this OPA`,
      );
    throw new InputError(
      `Body is not whole gzip: ${(error as Error).message}`,
      error,
    );
  }
}
