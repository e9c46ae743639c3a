import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { startOpa } from '../../dev/opa.ts';
import { withClient } from '../../dev/postgres.ts';
import { customerRecordPageSchema } from '../../src/customerRecords/schema.ts';
import {
  startEnvironment,
  type TestEnvironment,
} from '../support/environment.ts';
import { startLoad, tally } from '../support/load.ts';
import { creation, newRecord } from '../support/samples.ts';

const records = '/v1/customer-records';
const list = `${records}?limit=2`;

/** Reads a list as somebody who may, or makes a record. */
async function asker({ service, issuer }: TestEnvironment) {
  const authorization = `Bearer ${await issuer.token({ user: 'ada' })}`;
  const headers = (requestId: string) => ({
    Authorization: authorization,
    'X-Request-Id': requestId,
  });
  return {
    read: (requestId: string) =>
      fetch(service.url + list, { headers: headers(requestId) }),
    create: (requestId: string) =>
      fetch(service.url + records, creation(newRecord, headers(requestId))),
  };
}

test('OPA killed and restarted under load: no allow without a decision, and it recovers alone', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'opa-'));
  const logFile = path.join(dir, 'opa.log');
  let opa = await startOpa({ logFile });
  const port = Number(new URL(opa.url).port);
  await using environment = await startEnvironment({ OPA_URL: opa.url });
  const { service } = environment;
  const { read } = await asker(environment);
  const load = startLoad(read);
  for (let round = 1; round <= 2; round += 1) {
    await load.sees(200, 50);
    opa.kill();
    await opa.stop();
    const gone = performance.now();
    await load.sees(503, 50);
    const back = performance.now();
    opa = await startOpa({ logFile, port });
    const meanwhile = tally(
      load.outcomes.filter(({ sentAt }) => sentAt > gone && sentAt < back),
    );
    assert.deepEqual(Object.keys(meanwhile), ['503 POLICY_UNAVAILABLE']);
  }
  await load.sees(200, 50);
  await load.stop();
  await opa.stop();

  const { outcomes } = load;
  assert.deepEqual(Object.keys(tally(outcomes)).toSorted(), [
    '200',
    '503 POLICY_UNAVAILABLE',
  ]);
  // what OPA itself says that it decided
  const decided = readFileSync(logFile, 'utf8');
  for (const { requestId } of outcomes.filter(o => o.status === 200)) {
    const line = await service.log(
      l => l.requestId === requestId && l.message === 'Decision',
    );
    assert.equal(line.result, 'allow');
    assert.ok(decided.includes(`"${String(line.decision_id)}"`));
  }
  rmSync(dir, { recursive: true });
});

test('a database that is gone and back under load: no 500, no confirmed record lost, and it recovers alone', async () => {
  await using environment = await startEnvironment();
  const { databaseUrl } = environment;
  const name = new URL(databaseUrl).pathname.slice(1);
  const { read, create } = await asker(environment);
  const load = startLoad(id => (id < '8' ? read(id) : create(id)));
  await load.sees(201, 20);
  await withClient(new URL('/postgres', databaseUrl).href, async client => {
    const allow = (yes: boolean) =>
      client.query(`alter database ${name} allow_connections ${yes}`);
    await allow(false);
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
      [name],
    );
    await load.sees(503, 50);
    await allow(true);
  });
  await load.sees(200, 20);
  await load.sees(201, 20);
  await load.stop();

  const { outcomes } = load;
  assert.deepEqual(Object.keys(tally(outcomes)).toSorted(), [
    '200',
    '201',
    '503 DATABASE_UNAVAILABLE',
  ]);
  const confirmed = outcomes.filter(o => o.status === 201).map(o => o.id);
  await withClient(databaseUrl, async client => {
    const { rowCount } = await client.query(
      'select from customer_records where id = any($1)',
      [confirmed],
    );
    assert.equal(rowCount, confirmed.length);
  });
});

test('SIGTERM under load drops no request in flight', async () => {
  await using environment = await startEnvironment();
  const { service } = environment;
  const { read, create } = await asker(environment);
  const load = startLoad(id => (id < '8' ? read(id) : create(id)), {
    callers: 32,
    pauseMs: 0,
  });
  await load.sees(201, 100);
  service.signal('SIGTERM');
  assert.equal(await service.exit(), 0);
  await load.stop();

  // Nothing but answers, until nobody listens. A request may still cross the
  // end of an idle connection: nobody has read it, and its sender sends it
  // again (RFC 9112, 9.3.1). That nothing was begun and dropped is shown below.
  const ends = Object.keys(tally(load.outcomes)).toSorted();
  assert.deepEqual(ends.slice(0, 2), ['200', '201']);
  for (const end of ends.slice(2)) {
    assert.match(
      end,
      /^Error: connect ECONNREFUSED [\d.:]+$|^SocketError: other side closed$/,
    );
  }
  const answered = load.outcomes.filter(({ status }) => status !== 0);
  const begun = service.logs.filter(({ message }) => message === 'Request');
  assert.ok(begun.every(({ complete }) => complete));
  assert.deepEqual(
    begun.map(({ requestId }) => requestId).toSorted(),
    answered.map(({ requestId }) => requestId).toSorted(),
  );
});

test('paging stays stable while rows are inserted', async () => {
  await using environment = await startEnvironment();
  const { databaseUrl, as } = environment;
  async function listAll(afterPage: (ids: string[]) => Promise<unknown>) {
    const ids: string[] = [];
    let query = 'limit=50';
    while (query) {
      const response = await as('vera', `${records}?${query}`);
      const page = customerRecordPageSchema.parse(await response.json());
      ids.push(...page.items.map(({ id }) => id ?? ''));
      query = page.nextCursor ? `limit=50&cursor=${page.nextCursor}` : '';
      await afterPage(ids);
    }
    return ids;
  }
  const existing = await listAll(() => Promise.resolve());
  const { create } = await asker(environment);
  const load = startLoad(create, { callers: 2 });
  const during = await withClient(databaseUrl, client =>
    // besides those at the end: beside each row of the pages so far, as an import would
    listAll(ids =>
      client.query(
        `insert into customer_records (id, tenant_id, data_access_level, segment, name, email)
           select overlay(id::text placing 'ffffffffffff' from 25)::uuid,
             tenant_id, data_access_level, segment, name, email
           from customer_records where id = any($1) on conflict do nothing`,
        [ids],
      ),
    ),
  );
  await load.stop();
  assert.deepEqual(Object.keys(tally(load.outcomes)), ['201']);

  assert.deepEqual(during, [...new Set(during)].toSorted());
  const known = new Set(existing);
  assert.deepEqual(
    during.filter(id => known.has(id)),
    existing,
  );
  assert.ok(during.length > existing.length, 'none of the new ones is seen');
});
