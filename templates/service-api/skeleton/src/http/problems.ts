/**
 * Every error that a caller can get: a stable code, its status and its title.
 * Codes are part of the API; never rename or reuse one.
 */
export const PROBLEMS = {
  INVALID_REQUEST: { status: 400, title: 'The request is not valid' },
  MALFORMED_BODY: { status: 400, title: 'The body is not valid JSON' },
  MALFORMED_REQUEST: { status: 400, title: 'The request is not valid HTTP' },
  UNAUTHENTICATED: { status: 401, title: 'There is no access token' },
  INVALID_TOKEN: { status: 401, title: 'The access token is not accepted' },
  STEP_UP_REQUIRED: { status: 401, title: 'A stronger sign-in is needed' },
  FORBIDDEN: { status: 403, title: 'The policy denies this' },
  NOT_FOUND: { status: 404, title: 'There is nothing at this address' },
  RECORD_NOT_FOUND: { status: 404, title: 'There is no such record' },
  PROBLEM_NOT_FOUND: { status: 404, title: 'There is no such problem code' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'The method is not supported here',
  },
  REQUEST_TIMEOUT: { status: 408, title: 'The request arrived too slowly' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body must be JSON' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL_ERROR: { status: 500, title: 'The service failed' },
  DATABASE_UNAVAILABLE: {
    status: 503,
    title: 'The database cannot be reached',
  },
  IDENTITY_UNAVAILABLE: {
    status: 503,
    title: 'Access tokens cannot be checked',
  },
  NOT_READY: { status: 503, title: 'The service takes no requests now' },
  POLICY_UNAVAILABLE: { status: 503, title: 'There is no policy decision' },
  TIMED_OUT: { status: 503, title: 'The service took too long' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** One field that was not valid, and where it was. */
export interface FieldFault {
  in: 'body' | 'path' | 'query';
  field: string;
  detail: string;
}

/** What a problem may carry besides its code and its detail. */
export interface ProblemOptions {
  errors?: readonly FieldFault[];
  /** Why a policy denied, or why there is no decision. */
  members?: { reason: string; decisionId?: string | undefined };
  headers?: Record<string, string>;
  /** What happened inside; for the log, never for the caller. */
  cause?: unknown;
}

/** Throw it anywhere: the caller gets the matching problem document. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.options = options;
  }
}

/** The body of an error response: problem details as in RFC 9457. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  requestId?: string;
  errors?: readonly FieldFault[];
  reason?: string;
  decisionId?: string;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Describes an error to the caller. `type` can be fetched from this service. */
export function problemDocument(
  error: ProblemError,
  requestId?: string,
): ProblemDocument {
  const { errors, members } = error.options;
  return {
    type: `/problems/${error.code}`,
    ...PROBLEMS[error.code],
    detail: error.message,
    code: error.code,
    ...(requestId && { requestId }),
    ...(errors && { errors }),
    ...(members && { reason: members.reason }),
    ...(members?.decisionId && { decisionId: members.decisionId }),
  };
}

const BODY_PARSER_PROBLEMS: Record<string, ProblemCode> = {
  'entity.too.large': 'BODY_TOO_LARGE',
  'entity.parse.failed': 'MALFORMED_BODY',
  'request.aborted': 'MALFORMED_REQUEST',
  'request.size.invalid': 'MALFORMED_REQUEST',
  'charset.unsupported': 'UNSUPPORTED_MEDIA_TYPE',
  'encoding.unsupported': 'UNSUPPORTED_MEDIA_TYPE',
};

/**
 * Turns whatever was thrown into a problem. What is not the caller's fault becomes
 * INTERNAL_ERROR without details; those belong in the log.
 */
export function toProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) {
    return thrown;
  }
  if (thrown instanceof URIError) {
    return new ProblemError('INVALID_REQUEST', 'The path is not encoded well.');
  }
  if (thrown instanceof Error && 'type' in thrown) {
    const code = BODY_PARSER_PROBLEMS[String(thrown.type)];
    if (code) {
      return new ProblemError(code, `${PROBLEMS[code].title}.`);
    }
  }
  // a body that cannot be decompressed has a status and no type
  if (thrown instanceof Error && 'status' in thrown && thrown.status === 400) {
    return new ProblemError('MALFORMED_BODY', 'The body cannot be read.');
  }
  return new ProblemError(
    'INTERNAL_ERROR',
    'The fault is on our side. Quote the request id when you report it.',
  );
}
