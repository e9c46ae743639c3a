import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { pino } from 'pino';
import { createApp } from '../../src/app.ts';
import { operation, type CallContext } from '../../src/http/operation.ts';
import { assertProblem } from '../support/problem.ts';
import { startSlowRequest } from '../support/slowRequest.ts';
import { startEnvironment } from '../support/environment.ts';

test('a request that arrives too slowly gets 408', async () => {
  await using environment = await startEnvironment({
    REQUEST_TIMEOUT_MS: '300',
  });
  const { service } = environment;
  const request = await startSlowRequest(
    service.port,
    await environment.issuer.token({ user: 'edith' }),
  );
  const answer = await request.answer;
  assert.match(answer, /^HTTP\/1\.1 408 /);
  assert.match(answer, /"code":"REQUEST_TIMEOUT"/);
});

test('headers over the limit get 431', async () => {
  await using environment = await startEnvironment();
  const { service } = environment;
  const headers = { 'X-Long': 'x'.repeat(20_000) };
  const response = await fetch(`${service.url}/livez`, { headers });
  assert.equal(response.status, 431);
  assert.match(await response.text(), /"code":"HEADERS_TOO_LARGE"/);
});

async function serve(handle: (context: CallContext) => Promise<never>) {
  const app = createApp({
    config: { BODY_LIMIT_BYTES: 1000, REQUEST_TIMEOUT_MS: 100 },
    logger: pino({ level: 'silent' }),
    guard: {
      authenticate: () => Promise.reject(new Error('not asked')),
      authorize: () => Promise.reject(new Error('not asked')),
    },
    operations: [
      operation({
        id: 'work',
        access: 'public',
        method: 'get',
        path: '/work',
        summary: 'Work',
        tag: 'test',
        success: { status: 204, description: 'Done' },
        problems: [],
        handle: (_input, context) => handle(context),
      }),
    ],
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/work`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('work that takes too long gets 503, and is told to stop', async () => {
  let told: unknown;
  using service = await serve(async ({ signal }) => {
    await once(signal, 'abort');
    told = signal.reason;
    throw new Error('stopped');
  });
  await assertProblem(await fetch(service.url), 'TIMED_OUT');
  assert.match(String(told), /No answer in 100 ms/);
});

test('an error that nobody foresaw gets 500 without its details', async () => {
  using service = await serve(() =>
    Promise.reject(new Error('password=s3cret')),
  );
  const problem = await assertProblem(
    await fetch(service.url),
    'INTERNAL_ERROR',
  );
  assert.doesNotMatch(JSON.stringify(problem), /s3cret/);
});
