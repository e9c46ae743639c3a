import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  MAX_TOKENS_PER_OWNER,
  type AccessToken,
} from '@companyos/plugin-access-tokens-common';
import type { Knex } from 'knex';

type TokenRow = {
  id: string;
  owner_ref: string;
  name: string;
  scope: string;
  value_hash: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
};

/** How long an expired token is still listed, so that its owner sees why something stopped. */
const KEPT_EXPIRED_MS = 30 * 24 * 3600_000;

/** The sort key of a list: unique, and the order in which people look for a token. */
export type TokenKey = { owner: string; name: string };

/** The tokens, in PostgreSQL. */
export class TokenStore {
  /** Brings the tables up to date. */
  static async create(options: { database: DatabaseService }) {
    const { database } = options;
    const knex = await database.getClient();
    if (!database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@companyos/plugin-access-tokens-backend',
          'migrations',
        ),
      });
    }
    return new TokenStore(knex);
  }

  constructor(private readonly knex: Knex) {}

  /**
   * @throws ConflictError when the owner has a token of that name, or as many as one person can have.
   */
  async insert(token: AccessToken, valueHash: string): Promise<void> {
    await this.knex.transaction(async trx => {
      // Requests of one owner take turns, so that two at once cannot both be the last one allowed.
      await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [token.owner]);
      const owned = trx<TokenRow>('access_tokens').where({
        owner_ref: token.owner,
      });
      const now = new Date(token.createdAt);
      await owned
        .clone()
        .where('expires_at', '<', new Date(now.getTime() - KEPT_EXPIRED_MS))
        .delete();
      const kept = await owned.clone().select('name', 'expires_at');
      if (kept.some(({ name }) => name === token.name)) {
        throw new ConflictError(
          `You have a token named '${token.name}'; revoke it or choose another name`,
        );
      }
      const working = kept.filter(({ expires_at }) => expires_at > now);
      if (working.length >= MAX_TOKENS_PER_OWNER) {
        throw new ConflictError(
          `You have ${MAX_TOKENS_PER_OWNER} tokens, the most that one person can have; revoke one that is no longer used`,
        );
      }
      await trx<TokenRow>('access_tokens').insert({
        id: token.id,
        owner_ref: token.owner,
        name: token.name,
        scope: token.scope,
        value_hash: valueHash,
        created_at: new Date(token.createdAt),
        expires_at: new Date(token.expiresAt),
      });
    });
  }

  /** Ordered by owner and name, from after the given key. */
  async list(options: {
    owner?: string;
    after?: TokenKey;
    limit: number;
  }): Promise<AccessToken[]> {
    const { owner, after, limit } = options;
    const rows = await this.knex<TokenRow>('access_tokens')
      .modify(query => {
        if (owner) query.where({ owner_ref: owner });
        if (after) {
          query.whereRaw('(owner_ref, name) > (?, ?)', [
            after.owner,
            after.name,
          ]);
        }
      })
      .orderBy(['owner_ref', 'name'])
      .limit(limit);
    return rows.map(toToken);
  }

  async find(id: string): Promise<AccessToken | undefined> {
    const row = await this.knex<TokenRow>('access_tokens')
      .where({ id })
      .first();
    return row && toToken(row);
  }

  async findByHash(valueHash: string): Promise<AccessToken | undefined> {
    const row = await this.knex<TokenRow>('access_tokens')
      .where({ value_hash: valueHash })
      .first();
    return row && toToken(row);
  }

  /** Notes a use, at most once an hour for each token, so that reading stays cheap. */
  async touch(token: AccessToken, now: Date): Promise<void> {
    const hour = new Date(Math.floor(now.getTime() / 3600_000) * 3600_000);
    if (token.lastUsedAt && new Date(token.lastUsedAt) >= hour) return;
    await this.knex<TokenRow>('access_tokens')
      .where({ id: token.id })
      .update({ last_used_at: hour });
  }

  /** @returns whether there was one */
  async delete(id: string): Promise<boolean> {
    return (
      (await this.knex<TokenRow>('access_tokens').where({ id }).delete()) > 0
    );
  }
}

function toToken(row: TokenRow): AccessToken {
  return {
    id: row.id,
    owner: row.owner_ref,
    name: row.name,
    scope: row.scope,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString(),
  };
}
