/**
 * What the store adds to PostgreSQL: each question about many decisions, through the store and as the bare SQL on the same
 * tables, in turns in one process. And what a day takes to expire, beside deleting it from one table of JSON.
 *
 *   yarn workspace @companyos/plugin-decision-log-backend bench:drilldown
 *
 * Needs a PostgreSQL database in POSTGRES_URL, in which it makes a schema of its own. DECISIONS is how many there are, over
 * 30 days and 2,000 entities; 2,000,000 when not given. Prints `name ours baseline ratio goal`, medians in milliseconds;
 * exits with 1 past a goal.
 */
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { hasFailed, median, print } from '@companyos/bench';
import { EntityMirror } from '@companyos/plugin-companyos-node';
import type { Knex } from 'knex';
import { listDecisions } from '../src/listDecisions';
import { DAY_MICROS, dayOf } from '@companyos/plugin-decision-log-common';
import { DecisionStore } from '../src/store/DecisionStore';
import { FleetStore } from '../src/store/FleetStore';
import { Partitions } from '../src/store/Partitions';
import { Terms } from '../src/store/Terms';
import { benchEvent } from './events';
import { createNaiveTable } from './peers';
import { startBackend } from './startBackend';

const DECISIONS = Number(process.env.DECISIONS ?? 2_000_000);
const DAYS = 30;
const ENTITIES = 2000;
const REPETITIONS = 60;
const WARM_UP = 5;

async function fill(knex: Knex, partitions: Partitions, now: number) {
  await knex.raw(
    `insert into terms (kind, text, last_used)
     select 'entity', 'component:default/service-' || n, current_date from generate_series(1, ?) n`,
    [ENTITIES],
  );
  await knex.raw(
    `insert into terms (kind, text, last_used) values
       ('path', 'authz/decision', current_date), ('reason', 'allowed', current_date), ('reason', 'denied', current_date)`,
  );
  for (let day = 0; day < DAYS; day++) {
    const leaf = partitions.leafOf('default', now - day * DAY_MICROS);
    await partitions.ensure(leaf);
    // Few entities have most of the decisions. A tenth is denied.
    await knex.raw(
      `insert into ${leaf.events}
         (at, block, entity, path, reason, instance, ord, class, result, decision, masked, subject, resource)
       select ?::bigint + n * ?::bigint, n / 1000, 1 + floor(? * power(random(), 3))::int,
         (select id from terms where kind = 'path'),
         (select id from terms where text = case when n % 10 = 0 then 'denied' else 'allowed' end),
         1, n % 1000, ?, (n % 10 = 0)::int, gen_random_uuid(), false, 'user-' || n % 2000, gen_random_uuid()::text
       from generate_series(0, ?::int - 1) n`,
      [
        leaf.day,
        Math.floor(DAY_MICROS / (DECISIONS / DAYS)),
        ENTITIES,
        leaf.classId,
        Math.floor(DECISIONS / DAYS),
      ],
    );
  }
  await knex.raw('vacuum analyze events');
  await knex.raw('analyze terms');
}

async function compare(
  name: string,
  ours: () => Promise<unknown>,
  bare: () => Promise<unknown>,
) {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM_UP + REPETITIONS; round++) {
    for (const [index, work] of [ours, bare].entries()) {
      const started = performance.now();
      await work();
      if (round >= WARM_UP) times[index].push(performance.now() - started);
    }
  }
  const [a, b] = times.map(median);
  print(name, [a, b], a / b, '≤3');
}

/** The oldest day, as tables; and the same day among others in one table of JSON. */
async function expiry(knex: Knex, partitions: Partitions, now: number) {
  const leaf = partitions.leafOf('default', now - (DAYS - 1) * DAY_MICROS);
  const perDay = Math.floor(DECISIONS / DAYS);
  await createNaiveTable(knex);
  const payload = JSON.stringify(benchEvent(now / 1000, 'bench', 'x'));
  for (const day of [0, 1]) {
    await knex.raw(
      `insert into naive_events
       select now() - ?::int * interval '1 day' + n * interval '1 microsecond', 'service-' || n % 2000,
         gen_random_uuid()::text, jsonb_set(?::jsonb, '{req_id}', to_jsonb(n))
       from generate_series(1, ?::int) n`,
      [day, payload, perDay],
    );
  }
  // The bytes of events lie beside them.
  await knex.raw(
    `insert into ${leaf.blocks}
     select n, ?, ?::bigint, (select string_agg(sha256((n || '-' || i)::bytea), '') from generate_series(1, 4500) i)
     from generate_series(1, ?::int / 1000) n`,
    [leaf.classId, leaf.day, perDay],
  );
  await knex.raw('checkpoint');
  let started = performance.now();
  await partitions.expire(leaf.day + (DAYS + 1) * DAY_MICROS);
  const ours = performance.now() - started;
  started = performance.now();
  await knex.raw(
    "delete from naive_events where at < now() - interval '12 hours'",
  );
  const naive = performance.now() - started;
  print('expiry-of-a-day', [ours, naive], naive / ours, '≥20');
}

async function main() {
  const backend = await startBackend({});
  const { knex } = backend;
  try {
    const now = Date.now() * 1000;
    const partitions = await Partitions.open(knex, [
      { name: 'default', days: DAYS },
    ]);
    await fill(knex, partitions, now);
    const mirror = await EntityMirror.create({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({
        entities: Array.from({ length: ENTITIES }, (_, n) => ({
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: `service-${n + 1}` },
        })),
      }),
      database: mockServices.database({ knex }),
      logger: mockServices.rootLogger(),
      permissions: mockServices.permissions(),
    });
    await mirror.sync();
    const store = new DecisionStore(knex, mirror, new Terms(knex));

    const entityRef = 'component:default/service-5';
    const { id } = await knex('terms').where({ text: entityRef }).first('id');
    const denied = await knex('terms').where({ text: 'denied' }).first('id');
    const end = dayOf(now) + DAY_MICROS;
    const day = { from: end - DAY_MICROS, to: end };
    const week = { from: end - 7 * DAY_MICROS, to: end };
    const month = { from: end - DAYS * DAY_MICROS, to: end };
    const rows = (window: typeof day, more = '') =>
      knex.raw(
        `select e.*, p.text, r.text from events e left join terms p on p.id = e.path left join terms r on r.id = e.reason
         where entity = ? and at >= ? and at < ? ${more} order by at desc, block desc, ord desc limit 101`,
        [id, window.from, window.to],
      );
    const list = (window: typeof day, filter = {}) =>
      listDecisions(store, {
        entityRef,
        window,
        inputs: 'shown',
        filter: { limit: 100, ...filter },
      });
    await compare(
      'newest-of-a-day',
      () => list(day),
      () => rows(day),
    );
    await compare(
      'newest-of-a-month',
      () => list(month),
      () => rows(month),
    );
    await compare(
      'denials-of-a-month',
      () => list(month, { result: 'deny' }),
      () => rows(month, 'and result = 1'),
    );
    await compare(
      'reason-of-a-month',
      () => list(month, { reason: 'denied' }),
      () => rows(month, `and reason = ${denied.id}`),
    );
    await compare(
      'subject-of-a-month',
      () => list(month, { subject: 'user-7' }),
      () => rows(month, "and subject = 'user-7'"),
    );
    await compare(
      'hourly-of-a-week',
      () => store.summary(entityRef, week, 3600),
      () =>
        knex.raw(
          'select at / 3600000000, result, count(*) from events where entity = ? and at >= ? and at < ? group by 1, 2 order by 1',
          [id, week.from, week.to],
        ),
    );
    const { decision } = await knex('events').first('decision');
    await compare(
      'one-by-id',
      () => store.find(decision, { all: true }),
      () => knex.raw('select * from events where decision = ?', [decision]),
    );
    const refs = Array.from(
      { length: 1000 },
      (_, n) => `component:default/service-${n + 1}`,
    );
    await compare(
      'summaries-of-1000',
      () => store.summaries(refs, { all: true }, day),
      () =>
        knex.raw(
          `select t.text, result, count(*) from events join terms t on t.id = entity
           where t.kind = 'entity' and t.text = any(?) and at >= ? and at < ? group by 1, 2`,
          [refs, day.from, day.to],
        ),
    );
    const fleet = new FleetStore(knex, mirror);
    for (const [name, window] of Object.entries({ day, month })) {
      await compare(
        `denials-of-all-in-a-${name}`,
        () =>
          fleet.refusals({ cause: 'policy', limit: 50, window }, { all: true }),
        () =>
          knex.raw(
            'select entity, path, reason, count(*) from events where result = 1 and at >= ? and at < ? group by 1, 2, 3 order by 4 desc limit 50',
            [window.from, window.to],
          ),
      );
    }
    await expiry(knex, partitions, now);
  } finally {
    await backend.remove();
  }
  process.exit(hasFailed() ? 1 : 0);
}

main();
