/** The end of the string that starts here. The text has to be valid JSON, as for all of these. */
export function skipString(text: string, quote: number): number {
  let i = quote + 1;
  for (;;) {
    const end = text.indexOf('"', i);
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end + 1;
    i = end + 1;
  }
}

/** The end of the value that starts here. */
export function skipValue(text: string, start: number): number {
  let depth = 0;
  let i = start;
  do {
    const character = text[i];
    if (character === '"') {
      i = skipString(text, i);
    } else if (character === '{' || character === '[') {
      depth++;
      i++;
    } else if (character === '}' || character === ']') {
      depth--;
      i++;
    } else if (depth > 0) {
      i++;
    } else {
      while (i < text.length && !/[\s,\]}]/.test(text[i])) i++;
    }
  } while (depth > 0);
  return i;
}

/** The first character that is no white space. */
export function skipSpace(text: string, from: number): number {
  let i = from;
  while (/\s/.test(text[i] ?? '')) i++;
  return i;
}

/** The members of an object: names as they are read, values as they are written. */
export function* membersOf(text: string): Generator<[string, string]> {
  let i = skipSpace(text, skipSpace(text, 0) + 1);
  while (text[i] !== '}') {
    const nameEnd = skipString(text, i);
    const name: string = JSON.parse(text.slice(i, nameEnd));
    const start = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const end = skipValue(text, start);
    yield [name, text.slice(start, end)];
    i = skipSpace(text, end);
    if (text[i] === ',') i = skipSpace(text, i + 1);
  }
}
