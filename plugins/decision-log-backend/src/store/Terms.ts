import { storableText } from '@companyos/plugin-companyos-node';
import type { Knex } from 'knex';

/** What the numbers of the table `terms` stand for. */
export type TermKind = 'path' | 'reason' | 'entity';

/** More than any portal has; a log that goes beyond only asks the database again. */
const MAX_CACHED = 50_000;
const MAX_TEXT = 500;

type Cached = { id: number; lastUsed: string };

/** Numbers for texts that events repeat. They are kept for as long as an event is that uses them. */
export class Terms {
  readonly #knex: Knex;
  readonly #cache = new Map<string, Cached>();

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * The numbers of texts, which are made where there are none.
   *
   * @param day - of the newest event that uses them, as `2026-11-25`
   */
  async ids(
    kind: TermKind,
    texts: Iterable<string>,
    day: string,
  ): Promise<Map<string, number>> {
    const ids = new Map<string, number>();
    const unknown = new Set<string>();
    for (const text of texts) {
      const cached = this.#cache.get(`${kind} ${text}`);
      if (cached && cached.lastUsed >= day) ids.set(text, cached.id);
      else unknown.add(text);
    }
    if (unknown.size > 0) {
      const made = await this.#make(kind, [...unknown], day);
      for (const [text, id] of made) ids.set(text, id);
    }
    return ids;
  }

  /** The number of a text, unless no event ever used it. */
  async find(kind: TermKind, text: string): Promise<number | undefined> {
    const row = await this.#knex('terms')
      .where({ kind, text: storable(text) })
      .first('id');
    return row?.id;
  }

  /** Removes what no event can use any more. */
  async forget(before: string): Promise<void> {
    await this.#knex('terms').where('last_used', '<', before).delete();
  }

  // By a statement of its own: whoever finds a number in the cache can rely on its row.
  async #make(kind: TermKind, texts: string[], day: string) {
    const stored = new Map(texts.map(text => [text, storable(text)]));
    // In one order everywhere, so that two uploads cannot wait for each other.
    const distinct = [...new Set(stored.values())].sort();
    await this.#knex.raw(
      `insert into terms (kind, text, last_used)
       select ?, text, ?::date from unnest(?::text[]) as text
       on conflict (kind, text) do update set last_used = excluded.last_used
         where terms.last_used < excluded.last_used`,
      [kind, day, distinct],
    );
    const rows: { id: number; text: string }[] = await this.#knex('terms')
      .select('id', 'text')
      .where({ kind })
      .whereRaw('text = any(?::text[])', [distinct]);
    const ids = new Map(rows.map(({ id, text }) => [text, id]));
    if (this.#cache.size > MAX_CACHED) this.#cache.clear();
    return texts.map((text): [string, number] => {
      const id = ids.get(stored.get(text)!)!;
      this.#cache.set(`${kind} ${text}`, { id, lastUsed: day });
      return [text, id];
    });
  }
}

function storable(text: string): string {
  return storableText(text.slice(0, MAX_TEXT));
}
