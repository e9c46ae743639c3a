import type { Knex } from 'knex';

/** As much as the sequence goes on by: numbers that only this process gives out. */
const NUMBERS = 100;

/** Numbers for blocks, most of them without asking the database. */
export class BlockIds {
  readonly #knex: Knex;
  #next = 0;
  #end = 0;
  #reserving: Promise<void> | undefined;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** A number that no other block has. */
  async next(): Promise<number> {
    while (this.#next === this.#end) {
      this.#reserving ??= this.#reserve().finally(() => {
        this.#reserving = undefined;
      });
      await this.#reserving;
    }
    return this.#next++;
  }

  async #reserve(): Promise<void> {
    const { rows } = await this.#knex.raw("select nextval('block_ids') as id");
    this.#next = Number(rows[0].id);
    this.#end = this.#next + NUMBERS;
  }
}
