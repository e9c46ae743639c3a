import { z } from 'zod';
import { operation, type Operation } from '../http/operation.ts';
import { ProblemError } from '../http/problems.ts';
import type { NoteStore } from './NoteStore.ts';
import { newNoteSchema, notePageSchema, noteSchema } from './schema.ts';

const path = '/v1/notes';
const tag = 'notes';
const params = z.object({ id: z.uuid() });

/** The notes API. */
export function noteOperations(store: NoteStore): Operation[] {
  return [
    operation({
      id: 'createNote',
      method: 'post',
      path,
      summary: 'Keep a note',
      tag,
      body: newNoteSchema,
      success: { status: 201, description: 'The note', body: noteSchema },
      problems: ['NOTES_LIMIT_REACHED'],
      handle: async ({ body }) => {
        const note = await store.add(body);
        if (!note) {
          throw new ProblemError(
            'NOTES_LIMIT_REACHED',
            'Delete a note first, or raise NOTES_LIMIT.',
          );
        }
        return { body: note, headers: { Location: `${path}/${note.id}` } };
      },
    }),
    operation({
      id: 'listNotes',
      method: 'get',
      path,
      summary: 'Notes, oldest first',
      tag,
      query: z.object({
        limit: z.coerce.number().int().min(1).max(100).default(20),
        cursor: z
          .string()
          .regex(/^\d{1,15}$/, 'Use the nextCursor of the previous page')
          .optional(),
      }),
      success: {
        status: 200,
        description: 'A page of notes',
        body: notePageSchema,
      },
      problems: [],
      handle: async ({ query }) => ({ body: await store.list(query) }),
    }),
    operation({
      id: 'getNote',
      method: 'get',
      path: `${path}/{id}`,
      summary: 'One note',
      tag,
      params,
      success: { status: 200, description: 'The note', body: noteSchema },
      problems: ['NOTE_NOT_FOUND'],
      handle: async ({ params: { id } }) => {
        const note = await store.get(id);
        if (!note) {
          throw notFound(id);
        }
        return { body: note };
      },
    }),
    operation({
      id: 'deleteNote',
      method: 'delete',
      path: `${path}/{id}`,
      summary: 'Delete a note',
      tag,
      params,
      success: { status: 204, description: 'It is gone' },
      problems: ['NOTE_NOT_FOUND'],
      handle: async ({ params: { id } }) => {
        if (!(await store.remove(id))) {
          throw notFound(id);
        }
        return { body: undefined };
      },
    }),
  ];
}

function notFound(id: string): ProblemError {
  return new ProblemError('NOTE_NOT_FOUND', `No note has the id ${id}.`);
}
