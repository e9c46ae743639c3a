import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { pino } from 'pino';
import { z } from 'zod';
import { createApp } from '../../src/app.ts';
import { operation, type GuardedContext } from '../../src/http/operation.ts';
import { schemas } from '../../src/http/schemas.ts';
import { assertProblem } from '../support/problem.ts';

const secret = z
  .object({ secret: z.string() })
  .register(schemas, { id: 'Secret' });

async function call(
  handle: (context: GuardedContext) => Promise<void>,
): Promise<Response> {
  const app = createApp({
    config: { BODY_LIMIT_BYTES: 1000, REQUEST_TIMEOUT_MS: 1000 },
    logger: pino({ level: 'silent' }),
    guard: {
      authenticate: () =>
        Promise.resolve({ subject: {} } as GuardedContext['identity']),
      authorize: () => Promise.resolve({ redact: new Set() }),
    },
    operations: [
      operation({
        id: 'tell',
        access: { action: 'secret.tell' },
        method: 'get',
        path: '/secret',
        summary: 'Tell',
        tag: 'test',
        success: { status: 200, description: 'Told', body: secret },
        problems: [],
        handle: async (_input, context) => {
          await handle(context);
          return { body: { secret: 's3cret' } };
        },
      }),
    ],
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/secret`);
  server.close();
  return response;
}

test('an operation that answers without having asked the policy lets nothing out', async () => {
  const response = await call(() => Promise.resolve());
  assert.doesNotMatch(await response.clone().text(), /s3cret/);
  await assertProblem(response, 'INTERNAL_ERROR');
});

test('one that has asked answers', async () => {
  const response = await call(async ({ authorize }) => {
    await authorize({ type: 'secret' });
  });
  assert.deepEqual(await response.json(), { secret: 's3cret' });
});
