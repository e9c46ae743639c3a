import { InputError } from '@backstage/errors';

/** A bundle is some six levels deep; what is in its envelope is text to it. */
const MAX_DEPTH = 32;

/** Bundles of one request. */
const MAX_BUNDLES = 100;

const SPACE = [0x20, 0x09, 0x0a, 0x0d];
const [QUOTE, BACKSLASH, COMMA] = Buffer.from('"\\,');
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('[]{}');

/**
 * The bundles of a request, each with the bytes that it came with. Only where they begin and end is read here; whether
 * they are JSON is left to whoever reads them.
 *
 * @param body - one bundle, or an array of them
 * @throws InputError when there is none, when there are too many, or when something is nested too deeply.
 */
export function splitBundles(body: Buffer): Buffer[] {
  const start = body.findIndex(byte => !SPACE.includes(byte));
  if (start === -1)
    throw new InputError(
      'Body is empty; send a Sigstore bundle, or an array of them',
    );
  const isList = body[start] === OPEN_LIST;
  const commas: number[] = [];
  let depth = 0;
  let end = body.length;
  for (let at = start; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > MAX_DEPTH)
        throw new InputError(
          `Body is nested more than ${MAX_DEPTH} levels deep, and a Sigstore bundle is not`,
        );
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) end = Math.min(end, at);
    } else if (byte === COMMA && depth === 1 && isList) commas.push(at);
  }
  if (!isList) return [body];
  if (trim(body, end + 1, body.length).length > 0)
    throw new InputError('Body goes on after the end of its array');
  if (commas.length >= MAX_BUNDLES)
    throw new InputError(
      `Body has more than ${MAX_BUNDLES} bundles; send them in several requests`,
    );
  const bundles = [...commas, end].map((to, index) =>
    trim(body, index === 0 ? start + 1 : commas[index - 1] + 1, to),
  );
  if (bundles.some(({ length }) => length === 0))
    throw new InputError('Body has an empty place in its array of bundles');
  return bundles;
}

function endOfString(body: Buffer, start: number): number {
  for (let at = start + 1; at < body.length; at++) {
    if (body[at] === BACKSLASH) at += 1;
    else if (body[at] === QUOTE) return at;
  }
  return body.length;
}

function trim(body: Buffer, from: number, to: number): Buffer {
  let [start, end] = [from, to];
  while (start < end && SPACE.includes(body[start])) start += 1;
  while (end > start && SPACE.includes(body[end - 1])) end -= 1;
  return body.subarray(start, Math.max(start, end));
}
