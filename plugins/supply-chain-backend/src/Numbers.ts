import type { Knex } from 'knex';

/** Of each table, some 10 MB. What is beyond that is asked for again. */
const MAX_KNOWN = 100_000;

/** A table of words: how they are found, and how those that are new are added. */
export type Words<T> = {
  keyOf: (word: T) => string;
  /** In the order of the words; null for each that is not there. */
  find: (trx: Knex.Transaction, words: T[]) => Promise<(number | null)[]>;
  /** In one order everywhere, so that two uploads at once wait for each other instead of for ever. */
  add: (trx: Knex.Transaction, words: T[]) => Promise<unknown>;
};

/** Numbers of the words of one table, from which nothing is ever taken out: what was there once is remembered. */
export class Numbers<T> {
  readonly #known = new Map<string, number>();
  readonly #words: Words<T>;

  constructor(words: Words<T>) {
    this.#words = words;
  }

  /** Of each word, in their order. */
  async of(trx: Knex.Transaction, words: T[]): Promise<number[]> {
    const { add, find, keyOf } = this.#words;
    const keys = words.map(keyOf);
    const numbers = new Map<string, number | null>();
    let missing = new Map<string, T>();
    keys.forEach((key, place) => {
      const known = this.#known.get(key);
      if (known === undefined) missing.set(key, words[place]);
      else numbers.set(key, known);
    });
    const look = async () => {
      const ids = await find(trx, [...missing.values()]);
      [...missing.keys()].forEach((key, place) => numbers.set(key, ids[place]));
      missing = new Map([...missing].filter(([key]) => !numbers.get(key)));
    };
    if (missing.size > 0) {
      await look();
      this.#remember(numbers);
    }
    // What this transaction adds is not remembered: it can still be taken back.
    if (missing.size > 0) {
      await add(trx, [...missing.values()]);
      await look();
    }
    return keys.map(key => numbers.get(key)!);
  }

  #remember(numbers: Map<string, number | null>) {
    if (this.#known.size + numbers.size > MAX_KNOWN) this.#known.clear();
    for (const [key, id] of numbers) if (id !== null) this.#known.set(key, id);
  }
}
