import { createInterface } from 'node:readline';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  exportHeaderSchema,
  splitArray,
  USUAL_RULES,
  type ReadingRules,
} from '@companyos/plugin-decision-log-common';
import { ReplayError } from './ReplayError';

/** An array has to be held whole; OPA's own chunks are small. */
const MAX_ARRAY_BYTES = 268_435_456;

/** Events, and how they are read. @public */
export type Decisions = { rules: ReadingRules; events: AsyncIterable<string> };

/**
 * Reads decisions as they are found: events one a line, such as OPA's console log or the portal's export, or the array that
 * OPA uploads; either may be gzip. Lines of OPA's log that are no decisions are passed over.
 *
 * @throws ReplayError when an array is larger than can be held; the stream's own error.
 * @public
 */
export async function readDecisions(
  bytes: AsyncIterable<Uint8Array>,
): Promise<Decisions> {
  const packed = await peek(bytes);
  const plain = isGzip(packed.first)
    ? await peek(
        // Its failure comes out of the reading end.
        pipeline(Readable.from(packed.all), createGunzip(), () => {}),
      )
    : packed;
  const isArray = /^\s*\[/.test(Buffer.from(plain.first).toString('latin1'));
  const events = isArray ? elementsOf(plain.all) : linesOf(plain.all);
  const { value: first, done } = await events.next();
  if (done) return { rules: USUAL_RULES, events };
  const rules = rulesIn(first);
  return {
    rules: rules ?? USUAL_RULES,
    events: rules ? events : after(first, events),
  };
}

function rulesIn(line: string): ReadingRules | undefined {
  try {
    return exportHeaderSchema.safeParse(JSON.parse(line)).data?.rules;
  } catch {
    return undefined;
  }
}

async function* after<T>(first: T, rest: AsyncIterable<T>) {
  yield first;
  yield* rest;
}

async function peek(bytes: AsyncIterable<Uint8Array>) {
  const iterator = bytes[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  let ended = false;
  while (!ended && !isTold(first)) {
    const { value, done } = await iterator.next();
    if (done) ended = true;
    else first = Buffer.concat([first, value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first;
    if (!ended) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { first, all: all() };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Whether the beginning is long enough to say what follows. */
function isTold(first: Uint8Array): boolean {
  return (
    first.length >= 2 &&
    (isGzip(first) || /\S/.test(Buffer.from(first).toString('latin1')))
  );
}

async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const lines = createInterface({
    input: Readable.from(bytes, { objectMode: false }),
    crlfDelay: Infinity,
  });
  for await (const line of lines) {
    const isOther = line.includes('"msg"') && !line.includes('"decision_id"');
    if (line.trim() !== '' && !isOther) yield line;
  }
}

async function* elementsOf(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_ARRAY_BYTES)
      throw new ReplayError(
        'DECISIONS_INVALID',
        `The array of decisions has more than ${MAX_ARRAY_BYTES} bytes; write one decision a line`,
      );
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  for (const { start, end } of splitArray(whole) ?? []) {
    yield whole.toString('utf8', start, end);
  }
}
