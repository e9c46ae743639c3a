/** What is at a place in a document, undefined when there is no such place. */
export function valueAt(document: unknown, pointer: string[]): unknown {
  let value = document;
  for (const part of pointer) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
