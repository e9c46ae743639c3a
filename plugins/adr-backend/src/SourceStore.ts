import type { Source } from '@companyos/plugin-adr-common';
import type { Knex } from 'knex';

type Row = {
  entity_ref: string;
  state: 'none' | 'ok' | 'failed';
  code: string | null;
  reason: string | null;
  url: string | null;
  adr_path: string;
  fingerprint: string | null;
  etag: string | null;
  failures: number;
  checked_at: Date;
  read_at: Date | null;
};

/** What the next reading of a source needs to know of the last. */
export type LastReading = {
  fingerprint?: string;
  etag?: string;
  /** In a row. */
  failures: number;
  checkedAt: Date;
};

const BEYOND_BOUNDS = ['TOO_LARGE', 'TOO_MANY_FILES'];

/** The rows of sources: how reading each entity's source went. */
export class SourceStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** By entity reference. */
  async lastReadings(): Promise<Map<string, LastReading>> {
    const rows = await this.#rows();
    return new Map(
      rows.map(row => [
        row.entity_ref,
        {
          fingerprint: row.fingerprint ?? undefined,
          etag: row.etag ?? undefined,
          failures: row.failures,
          checkedAt: row.checked_at,
        },
      ]),
    );
  }

  async get(entityRef: string): Promise<Source> {
    const row = await this.#rows().where({ entity_ref: entityRef }).first();
    return row ? fromRow(row) : { state: 'pending' };
  }

  /** A source that was read; `trx` is that of the documents that it brought. */
  async succeeded(
    reading: {
      entityRef: string;
      url?: string;
      adrPath: string;
      fingerprint: string;
      etag: string;
    },
    trx: Knex,
  ): Promise<void> {
    const { entityRef, url, adrPath, fingerprint, etag } = reading;
    const row = {
      entity_ref: entityRef,
      state: 'ok',
      code: null,
      reason: null,
      url: url ?? null,
      adr_path: adrPath,
      fingerprint,
      etag,
      failures: 0,
      checked_at: trx.fn.now(),
      read_at: trx.fn.now(),
    };
    await trx('sources').insert(row).onConflict('entity_ref').merge(row);
  }

  /** A source that answered that it is as before. Beyond the bounds before, it is so still. */
  async unchanged(entityRef: string): Promise<void> {
    const { fn } = this.#knex;
    await this.#rows()
      .where({ entity_ref: entityRef })
      .update({ checked_at: fn.now(), read_at: fn.now() });
    await this.#rows()
      .where({ entity_ref: entityRef })
      .whereRaw('not coalesce(code = any(?::text[]), false)', [BEYOND_BOUNDS])
      .update({ state: 'ok', code: null, reason: null, failures: 0 });
  }

  /**
   * A source that could not be read; what it brought before stays.
   *
   * @param reading.etag - of a source that is beyond the bounds: until it changes, it need not be read again
   */
  async failed(reading: {
    entityRef: string;
    url?: string;
    adrPath: string;
    code: string;
    reason: string;
    fingerprint?: string;
    etag?: string;
  }): Promise<void> {
    const { entityRef, etag, fingerprint } = reading;
    const row = {
      entity_ref: entityRef,
      state: reading.code === 'NO_SOURCE' ? 'none' : 'failed',
      code: reading.code,
      reason: reading.reason,
      url: reading.url ?? null,
      adr_path: reading.adrPath,
      checked_at: this.#knex.fn.now(),
    };
    const keptEtag = this.#knex.raw(
      'case when sources.code = any(?::text[]) then null else sources.etag end',
      [BEYOND_BOUNDS],
    );
    await this.#knex('sources')
      .insert({ ...row, etag, fingerprint, failures: 1 })
      .onConflict('entity_ref')
      .merge({
        ...row,
        ...(etag ? { etag, fingerprint } : { etag: keptEtag }),
        failures: this.#knex.raw('sources.failures + 1'),
      });
  }

  /** Forgets the sources of entities that are not read any more, with their documents. */
  async keepOnly(entityRefs: string[]): Promise<void> {
    await this.#knex.transaction(async trx => {
      for (const table of ['sources', 'documents']) {
        await trx.raw(
          `delete from ?? where not exists (
             select from unnest(?::text[]) as kept (ref) where kept.ref = entity_ref)`,
          [table, entityRefs],
        );
      }
    });
  }

  #rows() {
    return this.#knex<Row>('sources');
  }
}

function fromRow(row: Row): Source {
  return {
    state: row.state,
    code: (row.code ?? undefined) as Source['code'],
    reason: row.reason ?? undefined,
    url: row.url ?? undefined,
    adrPath: row.adr_path,
    checkedAt: row.checked_at.toISOString(),
    readAt: row.read_at?.toISOString(),
  };
}
