import { once } from 'node:events';
import type { Knex } from 'knex';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const CHUNK = 1 << 20;

/** Loads rows by PostgreSQL's COPY: each is a line of fields with tabs between them. */
export async function copyLines(
  trx: Knex.Transaction,
  table: string,
  lines: Iterable<string>,
): Promise<void> {
  const connection: Client = await trx.client.acquireConnection();
  const stream = connection.query(copyFrom(`copy ${table} from stdin`));
  const done = once(stream, 'finish');
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    if (!stream.write(chunk)) await once(stream, 'drain');
    chunk = '';
  }
  stream.end(chunk);
  await done;
}
