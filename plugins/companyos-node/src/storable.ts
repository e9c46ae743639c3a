/**
 * Text that PostgreSQL can keep: zero characters and halves of surrogate pairs, which JSON may hold, become U+FFFD.
 *
 * @public
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/**
 * JSON that PostgreSQL can keep, of a value that holds what came from outside.
 *
 * @public
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    typeof part === 'string' ? storableText(part) : part,
  );
}
