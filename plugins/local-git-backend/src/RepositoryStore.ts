import type { Knex } from 'knex';

/** What is known of a repository besides its content. */
export type RepositoryRecord = {
  name: string;
  description: string;
  owner?: string;
  createdBy: string;
  createdFor?: string;
  createdAt: Date;
};

type Row = {
  name: string;
  description: string;
  owner: string | null;
  created_by: string;
  created_for: string | null;
  created_at: Date;
};

/** The rows of repositories. */
export class RepositoryStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Runs `work` as the only one that creates, mends or deletes the repository of this name, in one transaction: what
   * it writes through the store that it is given stands when it returns, and not at all when it throws.
   */
  async locked<T>(
    name: string,
    work: (store: RepositoryStore) => Promise<T>,
  ): Promise<T> {
    return this.#knex.transaction(async trx => {
      await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [name]);
      return work(new RepositoryStore(trx));
    });
  }

  async get(name: string): Promise<RepositoryRecord | undefined> {
    const row = await this.#rows().where({ name }).first();
    return row && fromRow(row);
  }

  /** A page by name, after the given one. */
  async list(options: {
    limit: number;
    after?: string;
  }): Promise<RepositoryRecord[]> {
    const query = this.#rows().orderBy('name').limit(options.limit);
    if (options.after !== undefined) query.where('name', '>', options.after);
    return (await query).map(fromRow);
  }

  async count(): Promise<number> {
    const [row] = await this.#rows().count({ count: '*' });
    return Number(row.count);
  }

  async names(): Promise<string[]> {
    return this.#rows().pluck('name');
  }

  async add(record: RepositoryRecord): Promise<void> {
    await this.#rows().insert({
      name: record.name,
      description: record.description,
      owner: record.owner ?? null,
      created_by: record.createdBy,
      created_for: record.createdFor ?? null,
      created_at: record.createdAt,
    });
  }

  /** Also removes the repository's pushes. */
  async remove(name: string): Promise<void> {
    await this.#rows().where({ name }).delete();
  }

  #rows() {
    return this.#knex<Row>('repositories');
  }
}

function fromRow(row: Row): RepositoryRecord {
  return {
    name: row.name,
    description: row.description,
    owner: row.owner ?? undefined,
    createdBy: row.created_by,
    createdFor: row.created_for ?? undefined,
    createdAt: row.created_at,
  };
}
