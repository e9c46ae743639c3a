import type { NewNote, Note, NotePage } from './schema.ts';

/** Keeps notes. The routes know only this, so a database can take the place of memory. */
export interface NoteStore {
  /** @returns undefined when the store is full */
  add(note: NewNote): Promise<Note | undefined>;
  get(id: string): Promise<Note | undefined>;
  /** Notes in the order of their creation. `cursor` is the previous page's `nextCursor`. */
  list(page: { limit: number; cursor?: string | undefined }): Promise<NotePage>;
  /** @returns whether there was such a note */
  remove(id: string): Promise<boolean>;
}
