const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const ARRAY_START = 0x5b;
const ARRAY_END = 0x5d;

/** Where an element is in the bytes; the end is not included. */
export type Span = { start: number; end: number };

/**
 * Where the elements of a JSON array are, without reading them: one that is not JSON does not hide the others. What
 * cannot be told apart comes as one last element.
 *
 * @returns `undefined` when the bytes are no array.
 */
export function splitArray(bytes: Uint8Array): Iterable<Span> | undefined {
  const start = skipSpace(bytes, 0);
  return bytes[start] === ARRAY_START ? elements(bytes, start + 1) : undefined;
}

function* elements(bytes: Uint8Array, first: number): Generator<Span> {
  let start = skipSpace(bytes, first);
  if (bytes[start] !== ARRAY_END) {
    for (;;) {
      const end = endOfElement(bytes, start);
      yield { start, end };
      start = skipSpace(bytes, end + 1);
      if (bytes[end] !== COMMA) break;
    }
  } else {
    start = skipSpace(bytes, start + 1);
  }
  if (start < bytes.length) yield { start, end: bytes.length };
}

/** The comma or bracket after an element, or the end of all. */
function endOfElement(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = endOfString(bytes, i);
    } else if (byte > COMMA && byte < ARRAY_START) {
      // Digits and capital letters: most of what is outside of strings.
    } else if (OPENING.has(byte)) {
      depth++;
    } else if (depth === 0 && (byte === COMMA || byte === ARRAY_END)) {
      return i;
    } else if (CLOSING.has(byte) && depth > 0) {
      depth--;
    }
  }
  return bytes.length;
}

/** The closing quote. */
function endOfString(bytes: Uint8Array, quote: number): number {
  let i = quote + 1;
  while (i < bytes.length && bytes[i] !== QUOTE) {
    i += bytes[i] === BACKSLASH ? 2 : 1;
  }
  return i;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let i = from;
  while (
    bytes[i] === 0x20 ||
    bytes[i] === 0x0a ||
    bytes[i] === 0x0d ||
    bytes[i] === 0x09
  ) {
    i++;
  }
  return i;
}
