/** Why an entity's source could not be read; stable. @public */
export type SourceErrorCode =
  | 'FORBIDDEN'
  | 'NO_SOURCE'
  | 'NOT_FOUND'
  | 'PATH_INVALID'
  | 'TIMEOUT'
  | 'TOO_LARGE'
  | 'TOO_MANY_FILES'
  | 'UNAVAILABLE'
  | 'UNREADABLE';

/**
 * A source that could not be read, with a reason that its owners can act on.
 *
 * @public
 */
export class SourceError extends Error {
  readonly name = 'SourceError';
  /** Of a source that answered and is beyond the bounds: as long as it holds, reading again brings the same. */
  etag?: string;

  constructor(
    readonly code: SourceErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * Says what a UrlReader's failure means. The readers of Git hosts put the status into the message and nowhere else.
 */
export function toSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const { name, message } =
    error instanceof Error ? error : new Error(String(error));
  const cause = { cause: error };
  const status = /\b[45]\d\d\b/.exec(
    message.replace(/https?:\/\/\S+/g, ''),
  )?.[0];
  if (name === 'NotFoundError' || status === '404') {
    return new SourceError('NOT_FOUND', firstLine(message), cause);
  }
  if (name === 'NotAllowedError' || status === '401' || status === '403') {
    return new SourceError(
      'FORBIDDEN',
      `The portal may not read this source: ${firstLine(message)}`,
      cause,
    );
  }
  const network = /ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|fetch failed/;
  if (status === '429' || status?.startsWith('5') || network.test(message)) {
    return new SourceError('UNAVAILABLE', firstLine(message), cause);
  }
  return new SourceError('UNREADABLE', firstLine(message), cause);
}

// Git hosts answer with whole pages at times.
function firstLine(message: string): string {
  const line = message.trim().split('\n', 1)[0];
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
