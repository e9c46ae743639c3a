import type { Knex } from 'knex';
import type { Push, PushState } from '@companyos/plugin-local-git-common';

type Row = {
  seq: string;
  id: string;
  repository: string;
  ref: string;
  commit: string;
  pusher: string;
  state: PushState;
  command: string;
  pushed_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  exit_code: number | null;
  reason: string | null;
  last_lines: string | null;
};

/** A push as it arrives. */
export type NewPush = Pick<
  Push,
  'id' | 'repository' | 'ref' | 'commit' | 'pusher' | 'command'
> & { pushedAt: Date };

/** How a check ended. */
export type CheckOutcome = {
  state: 'passed' | 'failed' | 'error';
  exitCode?: number;
  reason?: string;
  lastLines?: string;
};

/** The rows of pushes to default branches, and the queue of their checks. */
export class PushStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Queues a push; one that is there already, or whose repository is gone, is left alone. */
  async add(push: NewPush): Promise<void> {
    await this.#knex.raw(
      `insert into pushes (id, repository, ref, commit, pusher, state, command, pushed_at)
       select :id, name, :ref, :commit, :pusher, 'queued', :command, :pushedAt
       from repositories where name = :repository
       on conflict (id) do nothing`,
      push,
    );
  }

  /** A page of a repository's pushes, newest first, before the given place. */
  async list(
    repository: string,
    options: { limit: number; before?: number },
  ): Promise<{ seq: number; push: Push }[]> {
    const query = this.#rows()
      .where({ repository })
      .orderBy('seq', 'desc')
      .limit(options.limit);
    if (options.before !== undefined) query.where('seq', '<', options.before);
    const rows = await query;
    return rows.map(row => ({ seq: Number(row.seq), push: fromRow(row) }));
  }

  /** The newest push of each repository that has one. */
  async latest(repositories: string[]): Promise<Map<string, Push>> {
    const rows = await this.#rows()
      .distinctOn('repository')
      .whereIn('repository', repositories)
      .orderBy([{ column: 'repository' }, { column: 'seq', order: 'desc' }]);
    return new Map(rows.map(row => [row.repository, fromRow(row)]));
  }

  async get(id: string): Promise<Push | undefined> {
    const row = await this.#rows().where({ id }).first();
    return row && fromRow(row);
  }

  async ids(repository: string): Promise<string[]> {
    return this.#rows().where({ repository }).pluck('id');
  }

  /** Takes the oldest push that waits, and marks it as running. */
  async claim(): Promise<Push | undefined> {
    const oldest = this.#rows()
      .select('id')
      .where({ state: 'queued' })
      .orderBy('seq')
      .limit(1)
      .forUpdate()
      .skipLocked();
    const [row] = await this.#rows()
      .whereIn('id', oldest)
      .update({ state: 'running', started_at: this.#knex.fn.now() })
      .returning('*');
    return row && fromRow(row);
  }

  async finish(id: string, outcome: CheckOutcome): Promise<void> {
    await this.#rows()
      .where({ id })
      .update({
        state: outcome.state,
        finished_at: this.#knex.fn.now(),
        exit_code: outcome.exitCode ?? null,
        reason: outcome.reason ?? null,
        last_lines: outcome.lastLines ?? null,
      });
  }

  /** Queues again what was running: at start nothing runs, so it was cut off. */
  async requeueRunning(): Promise<number> {
    return this.#rows()
      .where({ state: 'running' })
      .update({ state: 'queued', started_at: null });
  }

  #rows() {
    return this.#knex<Row>('pushes');
  }
}

function fromRow(row: Row): Push {
  return {
    id: row.id,
    repository: row.repository,
    ref: row.ref,
    commit: row.commit,
    pusher: row.pusher,
    state: row.state,
    command: row.command,
    pushedAt: row.pushed_at.toISOString(),
    startedAt: row.started_at?.toISOString(),
    finishedAt: row.finished_at?.toISOString(),
    exitCode: row.exit_code ?? undefined,
    reason: row.reason ?? undefined,
    lastLines: row.last_lines ?? undefined,
  };
}
