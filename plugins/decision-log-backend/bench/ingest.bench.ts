/**
 * What it costs to take in decision logs: ours, rows of JSON, and the bare COPY of the same rows, through the same route
 * with the same authentication, in turns in one process. And what a day takes to expire.
 *
 *   yarn workspace @companyos/plugin-decision-log-backend bench
 *
 * Needs a PostgreSQL database in POSTGRES_URL, in which it makes a schema of its own. Prints `name ours baseline ratio goal`;
 * exits with 1 past a goal.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Knex } from 'knex';
import { DAY_MICROS, dayOf } from '../src/event/time';
import { Partitions } from '../src/store/Partitions';
import { benchChunk } from './events';
import {
  createBareTables,
  createNaiveTable,
  naivePeer,
  barePeer,
} from './peers';
import { startBackend } from './startBackend';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const CHUNKS = 10;
const EVENTS = 1000;
const PLUGINS = ['decision-log', 'naive', 'bare'] as const;

let failed = false;

function print(
  name: string,
  [ours, baseline]: [number, number | '-'],
  ratio: number | '-',
  goal: string,
  good: boolean,
) {
  const text = (value: number | '-') =>
    typeof value === 'number' ? value.toFixed(value < 100 ? 2 : 0) : value;
  process.stdout.write(
    `${name} ${text(ours)} ${text(baseline)} ${text(ratio)} ${goal}${
      good ? '' : '  MISSED'
    }\n`,
  );
  if (!good) failed = true;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function sizeOf(knex: Knex, tables: string): Promise<number> {
  const { rows } = await knex.raw(
    `select sum(pg_total_relation_size(oid)) as size from pg_class
     where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname ~ ?`,
    [tables],
  );
  return Number(rows[0].size);
}

async function speed() {
  const backend = await startBackend({ features: [naivePeer, barePeer] });
  const { knex, upload } = backend;
  try {
    await createNaiveTable(knex);
    await createBareTables(knex);
    const rates: Record<string, number[]> = {};
    const stalls: number[] = [];
    let last = Buffer.alloc(0);
    let bytes = 0;
    for (let round = -1; round < ROUNDS; round++) {
      const chunks = Array.from({ length: CHUNKS }, () =>
        benchChunk({
          events: EVENTS,
          at: Date.now(),
          instance: 'bench',
          entityRef: 'component:default/customer-records',
        }),
      );
      bytes += chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
      for (const plugin of PLUGINS) {
        const delay = monitorEventLoopDelay({ resolution: 1 });
        delay.enable();
        const started = performance.now();
        for (const { gzip } of chunks) await upload(plugin, gzip);
        const seconds = (performance.now() - started) / 1000;
        delay.disable();
        if (round < 0) continue;
        (rates[plugin] ??= []).push((CHUNKS * EVENTS) / seconds);
        if (plugin === 'decision-log') stalls.push(delay.max / 1e6);
      }
      last = chunks[CHUNKS - 1].gzip;
    }
    const [ours, naive, bare] = PLUGINS.map(plugin => median(rates[plugin]));
    print(
      'ingest-vs-jsonb',
      [ours, naive],
      ours / naive,
      '≥2',
      ours / naive >= 2,
    );
    print(
      'ingest-vs-bare',
      [ours, bare],
      ours / bare,
      '≥0.7',
      ours / bare >= 0.7,
    );
    const stall = median(stalls);
    print('stall-ms', [stall, '-'], '-', '≤15', stall <= 15);

    const count = async () => Number((await knex('events').count())[0].count);
    const before = await count();
    await upload('decision-log', last);
    const added = (await count()) - before;
    print('repeated-rows', [added, '-'], '-', '0', added === 0);

    await disk(knex, 'disk-per-event', before);
    process.stderr.write(`an event has ${Math.round(bytes / before)} bytes\n`);
    await expiry(knex);
  } finally {
    await backend.remove();
  }
}

async function disk(knex: Knex, name: string, events: number) {
  await knex.raw('vacuum');
  const ours = (await sizeOf(knex, '^(events|blocks)_c\\d+_')) / events;
  const naive = (await sizeOf(knex, '^naive_events$')) / events;
  print(name, [ours, naive], ours / naive, '≤0.25', ours / naive <= 0.25);
  for (const table of ['^events_c\\d+_', '^blocks_c\\d+_']) {
    const part = (await sizeOf(knex, table)) / events;
    process.stderr.write(`of it ${table} ${part.toFixed(0)}\n`);
  }
}

/** A day of events that is over: its tables dropped, and the same rows deleted where they are no tables. */
async function expiry(knex: Knex) {
  const partitions = await Partitions.open(knex, [
    { name: 'default', days: 30 },
  ]);
  const started = performance.now();
  const removed = await partitions.expire(
    dayOf(Date.now() * 1000) + 32 * DAY_MICROS,
  );
  const ours = performance.now() - started;
  const startedDelete = performance.now();
  await knex('naive_events').where('at', '<', new Date()).delete();
  const naive = performance.now() - startedDelete;
  process.stderr.write(`removed ${removed.length} days\n`);
  print('expiry-ms', [ours, naive], naive / ours, '≥20', naive / ours >= 20);
}

async function masked() {
  const backend = await startBackend({
    features: [naivePeer],
    decisionLog: {
      mask: [
        { remove: ['/input/subject/issuer'], replace: ['/input/subject/id'] },
      ],
    },
  });
  const { knex, upload } = backend;
  try {
    await createNaiveTable(knex);
    for (let n = 0; n < 2 * CHUNKS; n++) {
      const { gzip } = benchChunk({
        events: EVENTS,
        at: Date.now(),
        instance: 'bench',
        entityRef: 'component:default/customer-records',
      });
      await upload('decision-log', gzip);
      await upload('naive', gzip);
    }
    await disk(knex, 'disk-per-event-masked', 2 * CHUNKS * EVENTS);
  } finally {
    await backend.remove();
  }
}

async function main() {
  await speed();
  await masked();
  process.exit(failed ? 1 : 0);
}

main();
