import {
  call,
  callJson,
  type CallOptions,
  type ClientOptions,
} from '@companyos/plugin-companyos-common';
import {
  createdTokenSchema,
  scopesSchema,
  tokenPageSchema,
  type CreatedToken,
  type CreateTokenRequest,
  type ListTokensQuery,
  type Scope,
  type TokenPage,
} from './schema';

/**
 * Talks to the access-tokens backend.
 *
 * @public
 */
export class AccessTokensClient {
  constructor(private readonly options: ClientOptions) {}

  /** The answer holds the token's value, which cannot be asked for again. */
  async createToken(
    body: CreateTokenRequest,
    options?: CallOptions,
  ): Promise<CreatedToken> {
    return callJson(this.options, {
      method: 'POST',
      path: '/v1/tokens',
      body,
      schema: createdTokenSchema,
      ...options,
    });
  }

  /** Ordered by owner and name. */
  async listTokens(
    query: ListTokensQuery = {},
    options?: CallOptions,
  ): Promise<TokenPage> {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) parameters.set(key, String(value));
    }
    return callJson(this.options, {
      path: `/v1/tokens?${parameters}`,
      schema: tokenPageSchema,
      ...options,
    });
  }

  async revokeToken(id: string, options?: CallOptions): Promise<void> {
    await call(this.options, {
      method: 'DELETE',
      path: `/v1/tokens/${encodeURIComponent(id)}`,
      ...options,
    });
  }

  /** What a token can be made for here. */
  async listScopes(options?: CallOptions): Promise<Scope[]> {
    const { items } = await callJson(this.options, {
      path: '/v1/scopes',
      schema: scopesSchema,
      ...options,
    });
    return items;
  }
}
