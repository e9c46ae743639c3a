import { once } from 'node:events';
import type { Knex } from 'knex';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const CHUNK = 1 << 20;
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const INT4 = 23;

/** Loads rows by PostgreSQL's COPY: each is a line of fields with tabs between them. */
export async function copyLines(
  trx: Knex.Transaction,
  table: string,
  lines: Iterable<string>,
): Promise<void> {
  await copy(trx, `copy ${table} from stdin`, chunksOf(lines));
}

/** Loads rows of numbers and lists of numbers, which are not written as text for that. */
export async function copyNumbers(
  trx: Knex.Transaction,
  table: string,
  rows: Iterable<(number | Int32Array)[]>,
): Promise<void> {
  await copy(trx, `copy ${table} from stdin (format binary)`, binary(rows));
}

async function copy(
  trx: Knex.Transaction,
  sql: string,
  chunks: Iterable<string | Buffer>,
): Promise<void> {
  const connection: Client = await trx.client.acquireConnection();
  const stream = connection.query(copyFrom(sql));
  const done = once(stream, 'finish');
  let waiting: Buffer[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    const buffer = Buffer.from(chunk);
    waiting.push(buffer);
    bytes += buffer.length;
    if (bytes < CHUNK) continue;
    if (!stream.write(Buffer.concat(waiting))) await once(stream, 'drain');
    waiting = [];
    bytes = 0;
  }
  stream.end(Buffer.concat(waiting));
  await done;
}

function* chunksOf(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** @see https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format" */
function* binary(rows: Iterable<(number | Int32Array)[]>): Generator<Buffer> {
  yield SIGNATURE;
  for (const row of rows) {
    const fields = Buffer.alloc(2);
    fields.writeInt16BE(row.length);
    const words = new Int32Array(
      row.reduce<number>(
        (sum, field) =>
          sum + (typeof field === 'number' ? 2 : 6 + 2 * field.length),
        0,
      ),
    );
    let at = 0;
    const put = (...values: number[]) => {
      for (const value of values) words[at++] = value;
    };
    for (const field of row) {
      if (typeof field === 'number') {
        put(4, field);
        continue;
      }
      // Length in bytes, dimensions, whether there are nulls, type, elements, first place; then each with its length.
      put(20 + 8 * field.length, 1, 0, INT4, field.length, 1);
      for (const value of field) {
        words[at++] = 4;
        words[at++] = value;
      }
    }
    yield Buffer.concat([fields, Buffer.from(words.buffer).swap32()]);
  }
  yield Buffer.from([0xff, 0xff]);
}
