/**
 * Kills the backend 20 times while two OPAs log at full rate, and PostgreSQL three times with it, and looks whether every
 * decision that an OPA was told is stored is there once.
 *
 * Prints `name ours baseline ratio goal`; exits with 1 when a decision is lost or there twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import knexFactory, { type Knex } from 'knex';
import { freePort } from '../src/__testUtils__/freePort';
import { LoggingOpa } from '../src/__testUtils__/LoggingOpa';
import { KillableBackend, TOKEN } from './KillableBackend';
import { Witness } from './Witness';

const KILLS = Number(process.env.KILLS ?? 20);
/** PostgreSQL is killed with every so many kills. */
const DATABASE_EVERY = 6;
const OPAS = 2;
const REQUESTS_AT_ONCE = 4;
const LATEST_SECONDS = 180;

async function main() {
  const dir = mkdtempSync(join(tmpdir(), 'decision-log-soak-'));
  const prefix = `decision_log_soak_${process.pid}_`;
  const admin = connect('postgres');
  // The servers of tests answer before a commit is on disk; what is looked for here needs one that does not.
  await admin.raw('alter role current_user set synchronous_commit = on');
  const backend = new KillableBackend({ dir, prefix, port: await freePort() });
  const witness = await Witness.start(backend.url);
  const opas: LoggingOpa[] = [];
  try {
    await backend.start();
    for (let n = 0; n < OPAS; n++) {
      const url = `${witness.url}/api/decision-log/v1`;
      opas.push(await LoggingOpa.start({ url, token: TOKEN }));
    }
    const traffic = startTraffic(opas);
    for (let kill = 1; kill <= KILLS; kill++) {
      await sleep(500 + Math.random() * 2000);
      if (kill % DATABASE_EVERY === 0) await killDatabase(admin, prefix);
      await backend.kill();
      await backend.start();
    }
    const decisions = await traffic.stop();
    await untilAll(decisions, witness);
    const database = connect(`${prefix}decision-log`);
    await report(database, decisions, witness.acknowledged);
    await database.destroy();
  } finally {
    for (const opa of opas) await opa.stop();
    await witness.stop();
    await backend.kill();
    await admin.raw('alter role current_user reset synchronous_commit');
    await admin.destroy();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Asks for decisions, as fast as they come, until it is stopped. */
function startTraffic(opas: LoggingOpa[]) {
  let isOver = false;
  const ids: string[] = [];
  const askers = opas.flatMap(opa =>
    Array.from({ length: REQUESTS_AT_ONCE }, async (_, n) => {
      while (!isOver) {
        ids.push(await opa.decide('pay/decision', { subject: { id: `${n}` } }));
      }
    }),
  );
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(askers);
      return ids;
    },
  };
}

/** One process of PostgreSQL that dies makes all of it start anew, from its log. */
async function killDatabase(admin: Knex, prefix: string) {
  if (process.env.POSTGRES_HOST !== '127.0.0.1')
    throw new Error('PostgreSQL has to run on this machine');
  const { rows } = await admin.raw(
    'select pid from pg_stat_activity where datname = ? limit 1',
    [`${prefix}decision-log`],
  );
  process.kill(rows[0].pid, 'SIGKILL');
  for (let attempt = 0; attempt < 600; attempt++) {
    const isUp = await admin.raw('select 1').then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error('PostgreSQL does not come up');
}

async function untilAll(decisions: string[], witness: Witness) {
  for (const end = Date.now() + LATEST_SECONDS * 1000; Date.now() < end; ) {
    if (decisions.every(id => witness.acknowledged.has(id))) return;
    await sleep(500);
  }
}

async function report(
  database: Knex,
  decisions: string[],
  acknowledged: ReadonlySet<string>,
) {
  const { rows } = await database.raw(
    'select decision, count(*)::int as times from events group by decision',
  );
  const times = new Map<string, number>(
    rows.map((row: { decision: string; times: number }) => [
      row.decision,
      row.times,
    ]),
  );
  const lost = [...acknowledged].filter(id => !times.has(id)).length;
  const twice = [...times.values()].filter(count => count > 1).length;
  const waiting = decisions.filter(id => !acknowledged.has(id)).length;
  const [{ duplicates }] = await database('instances').sum({
    duplicates: 'duplicates',
  });
  process.stdout.write(
    [
      `decisions ${decisions.length} - - -`,
      `came-again ${duplicates} - - -`,
      `acknowledged-and-lost ${lost} - - 0`,
      `stored-twice ${twice} - - 0`,
      `never-acknowledged ${waiting} - - 0`,
      '',
    ].join('\n'),
  );
  if (lost + twice + waiting > 0) throw new Error('The log is not whole');
}

function connect(database: string): Knex {
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  return knexFactory({
    client: 'pg',
    pool: { min: 0, max: 1 },
    connection: {
      host: POSTGRES_HOST,
      port: Number(POSTGRES_PORT),
      user: POSTGRES_USER,
      password: POSTGRES_PASSWORD,
      database,
    },
  });
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
