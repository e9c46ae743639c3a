import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import process from 'node:process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { withClient } from '../../dev/postgres.ts';
import { seed } from '../../dev/seed.ts';
import { migrate, requireMigrated } from '../../src/database/migrations.ts';
import { makeDatabase, startEnvironment } from '../support/environment.ts';
import { assertProblem } from '../support/problem.ts';

const ALL = ['0001_customer_records.sql'];

/** Of all rows. It changes when dev/records.ts or the tenants do, and then on purpose. */
const CHECKSUM = '8416f6c41f2dc84f6c2874b854ab0d1c';

async function contents(url: string) {
  return withClient(url, async client => {
    const { rows } = await client.query<{ count: number; checksum: string }>(
      `select count(*)::int as count, md5(string_agg(r::text, chr(10) order by id)) as checksum
         from customer_records r`,
    );
    return rows[0];
  });
}

describe('migrations', () => {
  test('are applied once, also when several start at once', async () => {
    await using database = await makeDatabase({ empty: true });
    const runs = await Promise.all([1, 2, 3].map(() => migrate(database.url)));
    assert.deepEqual(runs.flat(), ALL);
    assert.deepEqual(await migrate(database.url), []);
    await requireMigrated(database.url);
  });

  test('are what the command applies', async () => {
    await using database = await makeDatabase({ empty: true });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['dist/migrate.js'],
      {
        env: { DATABASE_URL: database.url },
      },
    );
    const { message, applied } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(
      { message, applied },
      { message: 'Migrated', applied: ALL },
    );
  });

  test('refuse to go on when an applied one was changed', async () => {
    await using database = await makeDatabase();
    await withClient(database.url, client =>
      client.query(`update migrations set digest = 'other'`),
    );
    await assert.rejects(
      migrate(database.url),
      /0001_customer_records\.sql was changed/,
    );
  });
});

test('seeding three times gives the same rows, which are the same on each machine', async () => {
  await using database = await makeDatabase({ empty: true });
  await migrate(database.url);
  assert.deepEqual(await seed(database.url), { added: 3000, total: 3000 });
  const first = await contents(database.url);
  for (let run = 2; run <= 3; run += 1) {
    assert.deepEqual(await seed(database.url), { added: 0, total: 3000 });
    assert.deepEqual(await contents(database.url), first);
  }
  assert.deepEqual(first, { count: 3000, checksum: CHECKSUM });
});

test('a database that goes away is told as such, and used again when it is back', async () => {
  await using environment = await startEnvironment();
  const path = '/v1/customer-records?limit=1';
  const name = new URL(environment.databaseUrl).pathname.slice(1);
  const admin = new URL('/postgres', environment.databaseUrl).href;
  const allow = (yes: boolean) =>
    withClient(admin, async client => {
      await client.query(`alter database ${name} allow_connections ${yes}`);
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [name],
      );
    });
  assert.equal((await environment.as('edith', path)).status, 200);
  await allow(false);
  const problem = await assertProblem(
    await environment.as('edith', path),
    'DATABASE_UNAVAILABLE',
  );
  assert.doesNotMatch(JSON.stringify(problem), new RegExp(name));
  assert.equal((await fetch(`${environment.service.url}/livez`)).status, 200);
  await allow(true);
  assert.equal((await environment.as('edith', path)).status, 200);
});
