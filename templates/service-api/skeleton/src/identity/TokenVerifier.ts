import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { ProblemError } from '../http/problems.ts';
import { claimsSchema, identityOf, type Identity } from './identity.ts';
import { VerifiedTokens } from './VerifiedTokens.ts';

/** No others: none is unsigned, and the HS family would make the public key a password. */
const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'];
const CLOCK_TOLERANCE_S = 5;
/** A token may be this old, whatever it says of itself: so long may a change of rights take. */
const MAX_AGE_S = 15 * 60;
const AUTH_TIME_AHEAD_S = 60;
const JWKS_TIMEOUT_MS = 2000;

/** What jose throws because of the token; anything else means that the keys could not be had. */
const TOKEN_FAULTS: Record<string, string> = {
  ERR_JWT_EXPIRED: 'The token has expired.',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'The token is not meant for this service.',
  ERR_JOSE_ALG_NOT_ALLOWED:
    'The token is signed with an algorithm that is not accepted.',
  ERR_JOSE_NOT_SUPPORTED: 'The token is not a signed JWT access token.',
  ERR_JWS_INVALID: 'The token is not a signed JWT access token.',
  ERR_JWT_INVALID: 'The token is not a signed JWT access token.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED:
    'The signature does not fit the token.',
  ERR_JWKS_NO_MATCHING_KEY: 'The token is signed with an unknown key.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'The token does not name its key.',
};

export interface TokenVerifierOptions {
  issuer: string;
  audience: string;
  jwksUrl: string;
  /** Told why the keys could not be fetched. */
  onUnavailable: (cause: unknown) => void;
}

/** Verifies access tokens (RFC 9068) with the issuer's public keys, which it fetches and keeps. */
export class TokenVerifier {
  readonly #options: TokenVerifierOptions;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;
  readonly #verified = new VerifiedTokens();

  constructor(options: TokenVerifierOptions) {
    this.#options = options;
    this.#keys = createRemoteJWKSet(new URL(options.jwksUrl), {
      timeoutDuration: JWKS_TIMEOUT_MS,
    });
  }

  /**
   * @param authorization - the header of that name
   * @throws ProblemError UNAUTHENTICATED without a token, INVALID_TOKEN, or IDENTITY_UNAVAILABLE without keys
   */
  async verify(authorization: string | undefined): Promise<Identity> {
    const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1];
    if (!token) {
      throw new ProblemError('UNAUTHENTICATED', 'Send an access token.', {
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    }
    const now = Date.now();
    const known = this.#verified.find(token, now);
    if (known) {
      return known;
    }
    const payload = await this.#payloadOf(token);
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) {
      const [issue] = claims.error.issues;
      const claim = issue?.path.join('.') || 'type';
      throw invalid(`The claim ${claim} is missing or not valid.`);
    }
    const { auth_time } = claims.data;
    if (auth_time && auth_time > now / 1000 + AUTH_TIME_AHEAD_S) {
      throw invalid('The claim auth_time lies in the future.');
    }
    const identity = identityOf(claims.data);
    this.#verified.remember(token, identity, endOf(payload), now);
    return identity;
  }

  async #payloadOf(token: string): Promise<JWTPayload> {
    const { issuer, audience, onUnavailable } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        typ: 'at+jwt',
        clockTolerance: CLOCK_TOLERANCE_S,
        maxTokenAge: MAX_AGE_S,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return payload;
    } catch (error) {
      const fault =
        error instanceof errors.JOSEError && TOKEN_FAULTS[error.code];
      if (fault) {
        throw invalid(fault);
      }
      onUnavailable(error);
      throw new ProblemError(
        'IDENTITY_UNAVAILABLE',
        'The keys of the token issuer cannot be had. Try again later.',
      );
    }
  }
}

/** When a verified token ends to be valid, in milliseconds since 1970. */
function endOf({ exp = 0, iat = 0 }: JWTPayload): number {
  return Math.min(exp, iat + MAX_AGE_S) * 1000;
}

function invalid(description: string): ProblemError {
  const header = `Bearer error="invalid_token", error_description="${description}"`;
  return new ProblemError('INVALID_TOKEN', description, {
    headers: { 'WWW-Authenticate': header },
  });
}
