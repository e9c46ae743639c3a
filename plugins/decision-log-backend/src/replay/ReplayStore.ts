import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import type {
  Replay,
  ReplayOutcome,
  ReplaySummary,
} from '@companyos/plugin-decision-log-common';
import type { Knex } from 'knex';
import type { TimeWindow } from '../window';

/** Whoever runs a replay says so more often than this; one of whom nothing is heard was stopped. */
const SILENCE_SECONDS = 60;

const UNIQUE_VIOLATION = '23505';

const MAX_LISTED = 20;

const COLUMNS = [
  'id',
  'entity_ref',
  'requested_by',
  'state',
  'created_at',
  'ended_at',
  'window_from',
  'window_to',
  'pasted',
  'ref',
  'folder',
  'policy',
  'total',
  'seen',
  'error',
];

type Row = {
  id: string;
  entity_ref: string;
  requested_by: string;
  state: ReplaySummary['state'];
  created_at: Date;
  ended_at: Date | null;
  window_from: string;
  window_to: string;
  pasted: boolean;
  ref: string | null;
  folder: string | null;
  policy: string;
  total: number;
  seen: number;
  error: string | null;
  outcome?: ReplayOutcome | null;
};

/** How a replay ended. */
export type ReplayEnd =
  | { state: 'done'; outcome: ReplayOutcome }
  | { state: 'failed'; error: string }
  | { state: 'cancelled' | 'interrupted' };

/** Keeps replays, so that they outlive the page that asked for them. */
export class ReplayStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @throws ConflictError when another of the same person is running. */
  async create(replay: {
    entityRef: string;
    requestedBy: string;
    window: TimeWindow;
    pasted: boolean;
    ref?: string;
    folder?: string;
    policy: string;
    total: number;
  }): Promise<string> {
    await this.#markInterrupted();
    const id = randomUUID();
    try {
      await this.#knex('replays').insert({
        id,
        entity_ref: replay.entityRef,
        requested_by: replay.requestedBy,
        state: 'running',
        created_at: this.#knex.fn.now(),
        alive_at: this.#knex.fn.now(),
        window_from: replay.window.from,
        window_to: replay.window.to,
        pasted: replay.pasted,
        ref: replay.ref,
        folder: replay.folder,
        policy: replay.policy,
        total: replay.total,
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== UNIQUE_VIOLATION)
        throw error;
      throw new ConflictError(
        'Another replay of yours is running; wait for it, or cancel it',
      );
    }
    return id;
  }

  /** @returns false when somebody has ended it. */
  async progress(id: string, seen: number): Promise<boolean> {
    const changed = await this.#knex('replays')
      .where({ id, state: 'running' })
      .update({ seen, alive_at: this.#knex.fn.now() });
    return changed > 0;
  }

  /** Ends it, unless it has ended. */
  async end(id: string, end: ReplayEnd): Promise<void> {
    await this.#knex('replays')
      .where({ id, state: 'running' })
      .update({
        state: end.state,
        ended_at: this.#knex.fn.now(),
        ...(end.state === 'failed' && { error: end.error }),
        ...(end.state === 'done' && {
          outcome: JSON.stringify(end.outcome),
          seen: end.outcome.seen,
        }),
      });
  }

  async find(entityRef: string, id: string): Promise<Replay | undefined> {
    await this.#markInterrupted();
    const row: Row | undefined = await this.#knex('replays')
      .where({ id, entity_ref: entityRef })
      .first(...COLUMNS, 'outcome');
    return row && { ...toSummary(row), outcome: row.outcome ?? undefined };
  }

  /** The newest of an entity. */
  async list(entityRef: string): Promise<ReplaySummary[]> {
    await this.#markInterrupted();
    const rows: Row[] = await this.#knex('replays')
      .select(COLUMNS)
      .where({ entity_ref: entityRef })
      .orderBy('created_at', 'desc')
      .limit(MAX_LISTED);
    return rows.map(toSummary);
  }

  /** Removes what is older. */
  async forget(before: Date): Promise<void> {
    await this.#knex('replays').where('created_at', '<', before).delete();
  }

  async #markInterrupted(): Promise<void> {
    await this.#knex('replays')
      .where({ state: 'running' })
      .whereRaw("alive_at < now() - ? * interval '1 second'", [SILENCE_SECONDS])
      .update({ state: 'interrupted', ended_at: this.#knex.fn.now() });
  }
}

function toSummary(row: Row): ReplaySummary {
  const instant = (micros: string) =>
    new Date(Number(micros) / 1000).toISOString();
  return {
    id: row.id,
    entityRef: row.entity_ref,
    state: row.state,
    requestedBy: row.requested_by,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString(),
    from: instant(row.window_from),
    to: instant(row.window_to),
    pasted: row.pasted,
    ref: row.ref ?? undefined,
    folder: row.folder ?? undefined,
    policy: row.policy,
    total: row.total,
    seen: row.seen,
    error: row.error ?? undefined,
  };
}
