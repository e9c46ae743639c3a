import { randomUUID } from 'node:crypto';
import type { NoteStore } from './NoteStore.ts';
import type { NewNote, Note, NotePage } from './schema.ts';

/** Notes in this process, gone when it ends, and never more than `limit`. */
export class MemoryNoteStore implements NoteStore {
  readonly #limit: number;
  readonly #notes = new Map<string, { position: number; note: Note }>();
  #position = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(note: NewNote): Promise<Note | undefined> {
    if (this.#notes.size >= this.#limit) {
      return Promise.resolve(undefined);
    }
    const id = randomUUID();
    const added = { id, ...note, createdAt: new Date().toISOString() };
    this.#position += 1;
    this.#notes.set(id, { position: this.#position, note: added });
    return Promise.resolve(added);
  }

  get(id: string): Promise<Note | undefined> {
    return Promise.resolve(this.#notes.get(id)?.note);
  }

  list(page: {
    limit: number;
    cursor?: string | undefined;
  }): Promise<NotePage> {
    // A position, not an index: deleting a note does not shift the pages after it.
    const after = Number(page.cursor ?? 0);
    const rest = [...this.#notes.values()].filter(
      ({ position }) => position > after,
    );
    const found = rest.slice(0, page.limit);
    const last = found.at(-1);
    return Promise.resolve({
      items: found.map(({ note }) => note),
      ...(last &&
        rest.length > found.length && { nextCursor: String(last.position) }),
    });
  }

  remove(id: string): Promise<boolean> {
    return Promise.resolve(this.#notes.delete(id));
  }
}
