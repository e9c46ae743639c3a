import { once } from 'node:events';
import type { Knex } from 'knex';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A value of a row; undefined is SQL's null. */
export type CopyValue = string | number | boolean | undefined;

/**
 * Writes rows by PostgreSQL's COPY, inside a transaction.
 *
 * @param table - a name that is known to be one, with its columns
 * @throws PostgreSQL's error; the transaction can only be rolled back then.
 */
export async function copyRows(
  trx: Knex.Transaction,
  table: { name: string; columns: string[] },
  rows: CopyValue[][],
): Promise<void> {
  // Knex has no COPY of its own; within a transaction this is its one connection.
  const connection: Client = await trx.client.acquireConnection();
  const stream = connection.query(
    copyFrom(`copy ${table.name} (${table.columns.join(', ')}) from stdin`),
  );
  const done = once(stream, 'finish');
  stream.end(rows.map(toLine).join(''));
  await done;
}

const SPECIAL = /[\\\t\n\r]/;

const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

function toLine(row: CopyValue[]): string {
  return `${row.map(toField).join('\t')}\n`;
}

function toField(value: CopyValue): string {
  if (value === undefined) return '\\N';
  return typeof value === 'string' && SPECIAL.test(value)
    ? value.replace(/[\\\t\n\r]/g, character => ESCAPES[character])
    : String(value);
}
