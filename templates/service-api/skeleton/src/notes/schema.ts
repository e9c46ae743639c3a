import { z } from 'zod';
import { schemas } from '../http/schemas.ts';

/** What a caller sends. Unknown fields are refused, so that a typing error shows. */
export const newNoteSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    text: z.string().max(10_000).optional(),
  })
  .register(schemas, { id: 'NewNote' });

export const noteSchema = z
  .object({
    id: z.uuid(),
    title: z.string(),
    text: z.string().optional(),
    createdAt: z.iso.datetime(),
  })
  .register(schemas, { id: 'Note' });

export const notePageSchema = z
  .object({ items: z.array(noteSchema), nextCursor: z.string().optional() })
  .register(schemas, { id: 'NotePage' });

export type NewNote = z.output<typeof newNoteSchema>;
export type Note = z.output<typeof noteSchema>;
export type NotePage = z.output<typeof notePageSchema>;
