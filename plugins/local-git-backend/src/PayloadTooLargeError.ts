import { CustomErrorBase } from '@backstage/errors';

/** The body is larger than the host takes: HTTP 413. */
export class PayloadTooLargeError extends CustomErrorBase {
  override name = 'PayloadTooLargeError' as const;
  readonly statusCode = 413;

  /** @param limit - bytes */
  constructor(limit: number) {
    super(
      `The push is larger than ${limit} bytes; 'localGit.maxPushSize' sets the limit`,
    );
  }
}
