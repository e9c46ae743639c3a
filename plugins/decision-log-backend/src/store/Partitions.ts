import type { Knex } from 'knex';
import type { RetentionClass } from '../event/EventRules';
import {
  DAY_MICROS,
  dayOf,
  toDate,
} from '@companyos/plugin-decision-log-common';

/** Days that are made ready before they begin. */
const DAYS_AHEAD = 3;

/** How long an expiring day may keep readers waiting; the next round tries again. */
const LOCK_TIMEOUT = '2s';

/** A retention class as the database knows it. */
export type StoredClass = { id: number; name: string; days: number };

/** A day (UTC) of a class: its own table of events, and its own of blocks. */
export type Leaf = {
  classId: number;
  /** Its start in microseconds since 1970. */
  day: number;
  events: string;
  blocks: string;
};

function toLeaf(classId: number, day: number): Leaf {
  const date = toDate(day).replaceAll('-', '');
  return {
    classId,
    day,
    events: `${classTable('events', classId)}_${date}`,
    blocks: `${classTable('blocks', classId)}_${date}`,
  };
}

function classTable(table: 'events' | 'blocks', classId: number): string {
  return `${table}_c${classId}`;
}

/** The days of each retention class: made before events come, and removed whole. */
export class Partitions {
  readonly #knex: Knex;
  readonly #classes: Map<string, StoredClass>;
  readonly #leaves = new Map<StoredClass, Map<number, Leaf>>();
  readonly #made = new Set<string>();

  private constructor(knex: Knex, classes: StoredClass[]) {
    this.#knex = knex;
    this.#classes = new Map(classes.map(stored => [stored.name, stored]));
  }

  /** Makes the classes that are new. One that is no longer configured keeps what it has for as long as it said. */
  static async open(
    knex: Knex,
    classes: Pick<RetentionClass, 'name' | 'days'>[],
  ): Promise<Partitions> {
    const stored = await knex.transaction(async trx => {
      // Another replica may be starting, too.
      await trx.raw("select pg_advisory_xact_lock(hashtext('classes'))");
      await trx('classes')
        .insert(classes.map(({ name, days }) => ({ name, days })))
        .onConflict('name')
        .merge();
      const rows: StoredClass[] = await trx('classes').select();
      for (const { id } of rows) {
        for (const table of ['events', 'blocks'] as const) {
          await trx.raw(
            `create table if not exists ${classTable(table, id)}
             partition of ${table} for values in (${id}) partition by range (at)`,
          );
        }
      }
      return rows;
    });
    return new Partitions(knex, stored);
  }

  /** All classes, those that are no longer configured too. */
  get classes(): StoredClass[] {
    return [...this.#classes.values()];
  }

  /** Where events of a class and a time are; the same object for all of a day. */
  leafOf(className: string, at: number): Leaf {
    const stored = this.#classes.get(className);
    if (!stored) throw new Error(`There is no retention class '${className}'`);
    const day = dayOf(at);
    let leaf = this.#leaves.get(stored)?.get(day);
    if (!leaf) {
      leaf = toLeaf(stored.id, day);
      const days = this.#leaves.get(stored) ?? new Map<number, Leaf>();
      this.#leaves.set(stored, days.set(day, leaf));
    }
    return leaf;
  }

  /** Makes sure that a day's tables are there. */
  async ensure(leaf: Leaf): Promise<void> {
    const { events, day } = leaf;
    if (this.#made.has(events)) return;
    const range = `for values from (${day}) to (${day + DAY_MICROS})`;
    await this.#knex.transaction(async trx => {
      // Others may be making the same day.
      await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [events]);
      const { rows } = await trx.raw('select to_regclass(?) as found', [
        events,
      ]);
      if (rows[0].found) return;
      for (const table of ['events', 'blocks'] as const) {
        await trx.raw(
          `create table ${leaf[table]}
           partition of ${classTable(table, leaf.classId)} ${range}`,
        );
      }
      await trx.raw(`create unique index on ${events} (decision)`);
    });
    this.#made.add(events);
  }

  /** Makes the next days ready, so that no upload has to. */
  async prepare(now: number): Promise<void> {
    for (const { name } of this.#classes.values()) {
      for (let ahead = 0; ahead < DAYS_AHEAD; ahead++) {
        await this.ensure(this.leafOf(name, now + ahead * DAY_MICROS));
      }
    }
  }

  /**
   * Removes the days that are over for their class. What they held is gone with them, without a row being touched.
   *
   * @returns the tables of events that were removed.
   */
  async expire(now: number): Promise<string[]> {
    const removed: string[] = [];
    for (const stored of this.#classes.values()) {
      for (const leaf of await this.#stored(stored.id)) {
        if (leaf.day + DAY_MICROS <= now - stored.days * DAY_MICROS) {
          removed.push(await this.#drop(leaf));
        }
      }
    }
    return removed;
  }

  async #drop({ events, blocks }: Leaf): Promise<string> {
    await this.#knex.transaction(async trx => {
      await trx.raw(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
      await trx.raw(`drop table ${events}, ${blocks}`);
    });
    this.#made.delete(events);
    return events;
  }

  async #stored(classId: number): Promise<Leaf[]> {
    const { rows } = await this.#knex.raw(
      `select child.relname as name from pg_inherits
       join pg_class child on child.oid = inhrelid
       where inhparent = to_regclass(?)`,
      [classTable('events', classId)],
    );
    return rows.map(({ name }: { name: string }) => {
      const [, year, month, day] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
      return toLeaf(
        classId,
        Date.UTC(Number(year), Number(month) - 1, Number(day)) * 1000,
      );
    });
  }
}
