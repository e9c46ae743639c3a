import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { authorize, readBody } from '@companyos/plugin-companyos-node';
import { eventCreatePermission } from '@companyos/plugin-decision-log-common';
import Router from 'express-promise-router';
import type { Knex } from 'knex';
import { copyRows } from '../src/store/copyRows';

const inflate = promisify(gunzip);

type Event = {
  decision_id: string;
  timestamp: string;
  path: string;
  labels: { entity: string };
  input: { subject: { id: string }; resource: { id: string } };
  result: { allow: boolean; reason: string };
};

/** The same route with the same authentication, and what stores a body behind it. */
function peer(
  pluginId: string,
  store: (knex: Knex, body: Buffer) => Promise<void>,
) {
  return createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: {
          database: coreServices.database,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          permissions: coreServices.permissions,
        },
        async init({ database, httpAuth, httpRouter, permissions }) {
          const knex = await database.getClient();
          const router = Router();
          router.post('/v1/logs', async (req, res) => {
            const credentials = await httpAuth.credentials(req, {
              allow: ['user', 'service'],
            });
            await authorize(permissions, credentials, eventCreatePermission);
            const limit = 16_777_216;
            await store(knex, await readBody(req, res, { limit, advice: '' }));
            res.json({});
          });
          httpRouter.use(router);
        },
      });
    },
  });
}

/** What most would write: rows of JSON, with the indexes that the questions need. */
export const naivePeer = peer('naive', async (knex, body) => {
  const events: Event[] = JSON.parse((await inflate(body)).toString());
  await knex('naive_events')
    .insert(
      events.map(event => ({
        at: event.timestamp,
        entity: event.labels.entity,
        decision_id: event.decision_id,
        payload: JSON.stringify(event),
      })),
    )
    .onConflict('decision_id')
    .ignore();
});

export async function createNaiveTable(knex: Knex): Promise<void> {
  await knex.raw(
    `create table naive_events (
      at timestamptz not null, entity text not null, decision_id text not null, payload jsonb not null)`,
  );
  await knex.raw('create unique index on naive_events (decision_id)');
  await knex.raw('create index on naive_events (entity, at desc)');
  await knex.raw('create index on naive_events using brin (at)');
}

/** The limit: the same rows by the same COPY with the same indexes, and nothing else done. */
export const barePeer = peer('bare', async (knex, body) => {
  const events: Event[] = JSON.parse(gunzipSync(body).toString());
  await knex.transaction(async trx => {
    const { rows } = await trx.raw(
      'insert into bare_blocks (data) values (?) returning id',
      [body],
    );
    await copyRows(
      trx,
      {
        name: 'bare_events',
        columns: [
          ...['at', 'block', 'entity', 'path', 'reason', 'instance', 'ord'],
          ...['class', 'result', 'decision', 'masked', 'subject', 'resource'],
        ],
      },
      events.map((event, ord) => [
        Date.parse(event.timestamp) * 1000,
        rows[0].id,
        1,
        1,
        1,
        1,
        ord,
        1,
        event.result.allow ? 0 : 1,
        event.decision_id,
        false,
        event.input.subject.id,
        event.input.resource.id,
      ]),
    );
  });
});

export async function createBareTables(knex: Knex): Promise<void> {
  await knex.raw('create table bare_events (like events)');
  await knex.raw('create unique index on bare_events (decision)');
  await knex.raw(
    'create index on bare_events (entity, at desc) include (result)',
  );
  await knex.raw(
    `create index on bare_events (at)
     include (entity, path, reason, result) where result in (1, 2, 3)`,
  );
  await knex.raw(
    'create table bare_blocks (id serial primary key, data bytea not null)',
  );
  await knex.raw(
    'alter table bare_blocks alter column data set storage external',
  );
}
