import { createHash } from 'node:crypto';
import { storableText } from '@companyos/plugin-companyos-node';
import type { Knex } from 'knex';
import type { QuarantinedEvent } from '../event/EventReader';

/** As much of the bytes as helps to find out what is wrong with them. */
const MAX_BYTES = 16_384;

/** What could not be kept as an event. */
export class QuarantineStore {
  readonly #knex: Knex;
  readonly #keepBytes: boolean;

  /** @param options.keepBytes - not where anything is masked: what was not read could hold it */
  constructor(knex: Knex, options: { keepBytes: boolean }) {
    this.#knex = knex;
    this.#keepBytes = options.keepBytes;
  }

  /** Adds events with the number of the instance that they came from, as a part of their upload. */
  async add(
    trx: Knex.Transaction,
    events: { event: QuarantinedEvent; instance: number }[],
  ): Promise<void> {
    const received_at = new Date();
    await trx.batchInsert(
      'quarantine',
      events.map(({ event: { code, reason, bytes }, instance }) => ({
        received_at,
        instance,
        code,
        reason: storableText(reason),
        digest: createHash('sha256').update(bytes).digest('hex'),
        size: bytes.length,
        bytes: this.#keepBytes ? bytes.subarray(0, MAX_BYTES) : null,
      })),
    );
  }

  /** Removes what came before. */
  async forget(before: Date): Promise<void> {
    await this.#knex('quarantine').where('received_at', '<', before).delete();
  }
}
