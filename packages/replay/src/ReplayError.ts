/** Why a replay could not be made at all; stable. @public */
export type ReplayErrorCode =
  /** The candidate does not compile, or is no policy. */
  | 'CANDIDATE_INVALID'
  /** What holds the decisions cannot be read. */
  | 'DECISIONS_INVALID'
  /** The file of reviews is wrong. */
  | 'REVIEWS_INVALID'
  /** OPA cannot be run, or did what it never does. */
  | 'OPA_UNAVAILABLE';

/** A replay that could not be made, with a sentence that its reader can act on. @public */
export class ReplayError extends Error {
  readonly name = 'ReplayError';

  constructor(
    readonly code: ReplayErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
