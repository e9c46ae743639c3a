/** The parts of a JSON Pointer (RFC 6901). @public */
export function parsePointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What is at a place in a document, undefined when there is no such place. @public */
export function valueAt(document: unknown, pointer: string[]): unknown {
  let value = document;
  for (const part of pointer) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
