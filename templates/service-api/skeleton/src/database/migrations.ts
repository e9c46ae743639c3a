import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

// Migrations are plain SQL, applied in the order of their names, each in a transaction, and never changed once they have
// been applied. There is no way down: a mistake is repaired by the next migration.

const FOLDER = new URL('../../migrations/', import.meta.url);
/** Any number will do, as long as no other program locks the same one in this database. */
const LOCK = 7_203_142;

interface Migration {
  name: string;
  sql: string;
  digest: string;
}

/** The database is not as the service needs it; the message says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/**
 * Applies what has not been applied. Several may run at once; they wait for each other.
 *
 * @returns the names of what was applied
 * @throws MigrationError when an applied migration was changed since
 */
export async function migrate(url: string): Promise<string[]> {
  return withClient(url, async client => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    try {
      await client.query(
        `create table if not exists migrations (
           name text primary key,
           digest text not null,
           applied_at timestamptz not null default now()
         )`,
      );
      const pending = await findPending(client);
      for (const { name, sql, digest } of pending) {
        await client.query('begin');
        await client.query(sql);
        await client.query(
          'insert into migrations (name, digest) values ($1, $2)',
          [name, digest],
        );
        await client.query('commit');
      }
      return pending.map(({ name }) => name);
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
    }
  });
}

/** @throws MigrationError when something has not been applied, or was changed since */
export async function requireMigrated(url: string): Promise<void> {
  const pending = await withClient(url, findPending);
  if (pending.length > 0) {
    const names = pending.map(({ name }) => name).join(', ');
    throw new MigrationError(
      `The database lacks ${names}. Run: node dist/migrate.js`,
    );
  }
}

async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new MigrationError(
      `The database that DATABASE_URL names cannot be used: ${code ?? message}.`,
      { cause: error },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function findPending(client: pg.Client): Promise<Migration[]> {
  const known = await client.query<{ known: boolean }>(
    `select to_regclass('migrations') is not null as known`,
  );
  const { rows } = known.rows[0]?.known
    ? await client.query<{ name: string; digest: string }>(
        'select name, digest from migrations',
      )
    : { rows: [] };
  const applied = new Map(rows.map(({ name, digest }) => [name, digest]));
  return readMigrations().filter(({ name, digest }) => {
    const before = applied.get(name);
    if (before && before !== digest) {
      throw new MigrationError(
        `${name} was changed after it had been applied. Put it back, and write a new migration.`,
      );
    }
    return !before;
  });
}

function readMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter(name => name.endsWith('.sql'))
    .toSorted()
    .map(name => {
      const sql = readFileSync(new URL(name, FOLDER), 'utf8');
      const digest = createHash('sha256').update(sql).digest('hex');
      return { name, sql, digest };
    });
}
