import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import knexFactory, { type Knex } from 'knex';
import { decisionLogPlugin } from '../src/plugin';

/** The plugin in a backend of its own, in an empty schema of the database in POSTGRES_URL. */
export async function startBackend(options: {
  decisionLog?: JsonObject;
  features?: BackendFeature[];
}) {
  const connection = process.env.POSTGRES_URL;
  if (!connection) throw new Error('POSTGRES_URL names no database');
  const schema = `bench_${process.pid}_${Date.now()}`;
  const admin = knexFactory({
    client: 'pg',
    connection,
    pool: { min: 0, max: 1 },
  });
  await admin.raw(`create schema ${schema}`);
  const knex: Knex = knexFactory({
    client: 'pg',
    connection,
    searchPath: [schema],
  });
  const backend = await startTestBackend({
    features: [
      decisionLogPlugin,
      mockServices.database.factory({ knex }),
      mockServices.rootLogger.factory({ level: 'error' }),
      mockServices.rootConfig.factory({
        data: { decisionLog: options.decisionLog ?? {} },
      }),
      catalogServiceMock.factory({ entities: [] }),
      ...(options.features ?? []),
    ],
  });
  const { port } = backend.server.address() as { port: number };
  return {
    knex,
    schema,
    async upload(plugin: string, body: Buffer): Promise<unknown> {
      const response = await fetch(
        `http://127.0.0.1:${port}/api/${plugin}/v1/logs`,
        {
          method: 'POST',
          headers: {
            Authorization: mockCredentials.service.header(),
            'Content-Type': 'application/json',
            'Content-Encoding': 'gzip',
          },
          body: body as Uint8Array<ArrayBuffer>,
        },
      );
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    },
    async remove(): Promise<void> {
      await backend.stop();
      await knex.destroy().catch(() => undefined);
      await admin.raw(`drop schema ${schema} cascade`);
      await admin.destroy();
    },
  };
}
