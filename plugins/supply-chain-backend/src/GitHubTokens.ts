import { createHash } from 'node:crypto';
import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  REPOSITORY_ID_ANNOTATION,
  REPOSITORY_OWNER_ID_ANNOTATION,
} from '@companyos/plugin-supply-chain-common';
import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { Knex } from 'knex';
import { z } from 'zod/v4';
import type { GitHubConfig } from './config';
import type { Uploader } from './uploader';

/** What a token has to say. All ids are text. `sub` has several shapes and is not read. */
const claimsSchema = z.object({
  jti: z.string().min(1).max(200),
  exp: z.number(),
  repository: z.string().min(1).max(300),
  repository_id: z.string().regex(/^\d+$/),
  repository_owner_id: z.string().regex(/^\d+$/),
  event_name: z.string().min(1).max(100),
  run_id: z.string().regex(/^\d+$/),
});

type Claims = z.infer<typeof claimsSchema>;

/**
 * Tokens of GitHub Actions: which repository's workflow is asking. Each is taken once.
 *
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export class GitHubTokens {
  readonly #config: GitHubConfig;
  readonly #knex: Knex;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(config: GitHubConfig, knex: Knex) {
    this.#config = config;
    this.#knex = knex;
    this.#keys = createRemoteJWKSet(new URL(config.jwksUrl), {
      timeoutDuration: 10_000,
    });
  }

  /** Whether a token says that it is one of these; nothing is proven by that. */
  isOne(token: string): boolean {
    try {
      return decodeJwt(token).iss === this.#config.issuer;
    } catch {
      return false;
    }
  }

  /**
   * Who uploads with a token: a repository, for entities whose annotations have its numbers.
   *
   * @throws AuthenticationError when the token is wrong, or was used before; NotAllowedError for a run whose evidence is
   * not that of a main branch; ServiceUnavailableError when the issuer's keys cannot be had.
   */
  async uploaderOf(token: string): Promise<Uploader> {
    const claims = await this.#verify(token);
    const { event_name: event, repository } = claims;
    if (!this.#config.events.includes(event))
      throw new NotAllowedError(
        `Runs for '${event}' upload no evidence; those for ${this.#config.events.join(
          ', ',
        )} do`,
      );
    await this.#useUp(claims);
    const annotations = {
      [REPOSITORY_ID_ANNOTATION]: claims.repository_id,
      [REPOSITORY_OWNER_ID_ANNOTATION]: claims.repository_owner_id,
    };
    return {
      name: `github:${repository}/actions/runs/${claims.run_id}`,
      // Anybody can have such a token: what is not theirs is not there for them.
      visibility: {
        all: false,
        sql: '(annotations @> ?::jsonb)',
        bindings: [JSON.stringify(annotations)],
      },
      needed: `with the annotations of ${repository}, ${Object.entries(
        annotations,
      )
        .map(([key, value]) => `'${key}: "${value}"'`)
        .join(' and ')}`,
      mustBeAllowed() {},
    };
  }

  /** Forgets tokens that have expired: those are refused by their date. */
  async forgetExpired(): Promise<void> {
    await this.#knex('upload_tokens')
      .where('expires_at', '<', this.#knex.fn.now())
      .delete();
  }

  async #verify(token: string): Promise<Claims> {
    const { issuer, audience } = this.#config;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms: ['RS256', 'ES256'],
        requiredClaims: ['exp', 'iat'],
      });
      return claimsSchema.parse(payload);
    } catch (error) {
      throw isTokensFault(error)
        ? new AuthenticationError(
            `The token of GitHub is not accepted: ${describe(error)}`,
          )
        : new ServiceUnavailableError(
            `The keys of ${issuer} could not be had, so nothing can be accepted from it now`,
            error,
          );
    }
  }

  async #useUp({ jti, exp }: Claims): Promise<void> {
    const id = createHash('sha256')
      .update(JSON.stringify([this.#config.issuer, jti]))
      .digest('hex');
    const inserted = await this.#knex('upload_tokens')
      .insert({ id, expires_at: new Date(exp * 1000) })
      .onConflict('id')
      .ignore()
      .returning('id');
    if (inserted.length === 0)
      throw new AuthenticationError(
        'The token of GitHub was used before; ask for a new one for each upload',
      );
  }
}

function isTokensFault(error: unknown): boolean {
  return (
    error instanceof z.ZodError ||
    (error instanceof errors.JOSEError &&
      !(error instanceof errors.JWKSTimeout) &&
      !(error instanceof errors.JWKSInvalid) &&
      error.code !== 'ERR_JOSE_GENERIC')
  );
}

function describe(error: unknown): string {
  return error instanceof z.ZodError
    ? error.issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; ')
    : (error as Error).message;
}
