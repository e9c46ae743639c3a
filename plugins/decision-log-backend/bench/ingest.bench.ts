/**
 * What it costs to take in decision logs: ours, rows of JSON, and the bare COPY of the same rows, through the same route
 * with the same authentication, in turns in one process.
 *
 *   yarn workspace @companyos/plugin-decision-log-backend bench
 *
 * Needs a PostgreSQL database in POSTGRES_URL, in which it makes a schema of its own. Prints `name ours baseline ratio goal`;
 * exits with 1 past a goal.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { hasFailed, median, print, tell } from '@companyos/bench';
import type { Knex } from 'knex';
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
    let last: Buffer = Buffer.alloc(0);
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
        const started = performance.now();
        for (const { gzip } of chunks) {
          const delay = monitorEventLoopDelay({ resolution: 1 });
          delay.enable();
          await upload(plugin, gzip);
          delay.disable();
          if (plugin === 'decision-log') stalls.push(delay.max / 1e6);
        }
        const seconds = (performance.now() - started) / 1000;
        if (round < 0) continue;
        (rates[plugin] ??= []).push((CHUNKS * EVENTS) / seconds);
      }
      last = chunks[CHUNKS - 1].gzip;
    }
    const [ours, naive, bare] = PLUGINS.map(plugin => median(rates[plugin]));
    print('ingest-vs-jsonb', [ours, naive], ours / naive, '≥2');
    print('ingest-vs-bare', [ours, bare], ours / bare, '≥0.7');
    const stall = median(stalls);
    print('stall-ms', [stall, '-'], '-', '≤15');

    const count = async () => Number((await knex('events').count())[0].count);
    const before = await count();
    await upload('decision-log', last);
    const added = (await count()) - before;
    print('repeated-rows', [added, '-'], '-', '≤0');

    await disk(knex, 'disk-per-event', before);
    tell(`an event has ${Math.round(bytes / before)} bytes`);
  } finally {
    await backend.remove();
  }
}

async function disk(knex: Knex, name: string, events: number) {
  await knex.raw('vacuum');
  const ours = (await sizeOf(knex, '^(events|blocks)_c\\d+_')) / events;
  const naive = (await sizeOf(knex, '^naive_events$')) / events;
  print(name, [ours, naive], ours / naive, '≤0.25');
  for (const table of ['^events_c\\d+_', '^blocks_c\\d+_']) {
    const part = (await sizeOf(knex, table)) / events;
    tell(`of it ${table} ${part.toFixed(0)}`);
  }
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
  process.exit(hasFailed() ? 1 : 0);
}

main();
