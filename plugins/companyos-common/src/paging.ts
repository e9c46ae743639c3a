import { InputError } from '@backstage/errors';
import { z } from 'zod/v4';

/** The most items one page can hold. */
export const MAX_PAGE_SIZE = 500;

/**
 * Query parameters of every list: `?limit&cursor`.
 *
 * @public
 */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
  cursor: z.string().min(1).max(1024).optional(),
});

/** @public */
export type PageQuery = z.infer<typeof pageQuerySchema>;

/**
 * The body of every list: `{ items, nextCursor?, totalItems? }`.
 *
 * @public
 */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().optional(),
    totalItems: z.number().int().nonnegative().optional(),
  });
}

/** @public */
export type Page<T> = { items: T[]; nextCursor?: string; totalItems?: number };

/**
 * Packs the sort key of a page's last row into an opaque cursor.
 *
 * @public
 */
export function encodeCursor(key: Record<string, string | number>): string {
  return toBase64Url(JSON.stringify(key));
}

/**
 * Unpacks a cursor made by {@link encodeCursor}; the key's shape is checked, because a cursor comes from outside.
 *
 * @throws InputError naming the `cursor` parameter.
 * @public
 */
export function decodeCursor<T extends z.ZodType>(
  cursor: string,
  shape: T,
): z.infer<T> {
  try {
    return shape.parse(JSON.parse(fromBase64Url(cursor)));
  } catch {
    throw new InputError(
      "Query parameter 'cursor' is not one that this list gave out; start again without it",
    );
  }
}

// btoa and atob exist in browsers and in Node, and know Latin-1 only: hence the detour over UTF-8 bytes.
function toBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from(binary, character => character.charCodeAt(0)),
  );
}
