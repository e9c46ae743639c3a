import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { assertProblem } from '../support/problem.ts';
import { startSlowRequest } from '../support/slowRequest.ts';
import { startEnvironment } from '../support/environment.ts';

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} during a request: it gets its answer, new ones are refused`, async () => {
    await using environment = await startEnvironment();
    const { service, issuer } = environment;
    const request = await startSlowRequest(
      service.port,
      await issuer.token({ user: 'edith' }),
    );
    service.signal(signal);
    await service.log(line => line.message === 'Draining');
    await portCloses(service.port);

    request.finish();
    assert.match(await request.answer, /^HTTP\/1\.1 201 Created/);
    assert.equal(await service.exit(), 0);
    assert.equal(service.logs.at(-1)?.message, 'Stopped');
  });
}

test('a kept-alive connection without a request does not hold the service', async () => {
  await using environment = await startEnvironment();
  const { service } = environment;
  const agent = new Agent({ keepAlive: true });
  const [response] = (await once(
    get(`${service.url}/livez`, { agent }),
    'response',
  )) as [NodeJS.ReadableStream];
  response.resume();
  await once(response, 'end');

  const asked = performance.now();
  service.signal('SIGTERM');
  assert.equal(await service.exit(), 0);
  assert.ok(performance.now() - asked < 3000);
  agent.destroy();
});

test('before its port closes, the service says that it is not ready', async () => {
  await using environment = await startEnvironment({
    SHUTDOWN_DELAY_MS: '2000',
  });
  const { service } = environment;
  service.signal('SIGTERM');
  await service.log(line => line.message === 'Draining');
  await assertProblem(await fetch(`${service.url}/readyz`), 'NOT_READY');
  assert.equal((await fetch(`${service.url}/livez`)).status, 200);
  assert.equal(await service.exit(), 0);
});

test('a request that does not end in time is cut off, and the exit code says so', async () => {
  await using environment = await startEnvironment({
    SHUTDOWN_TIMEOUT_MS: '200',
  });
  const { service, issuer } = environment;
  const request = await startSlowRequest(
    service.port,
    await issuer.token({ user: 'edith' }),
  );
  service.signal('SIGTERM');
  assert.equal(await service.exit(), 1);
  await service.log(({ message }) => message.includes('SHUTDOWN_TIMEOUT_MS'));
  assert.equal(await request.answer.catch(() => ''), '');
});

/** Connects until nobody listens; what was queued at that moment is reset. */
async function portCloses(port: number): Promise<void> {
  for (let code = ''; code !== 'ECONNREFUSED';) {
    const socket = connect(port, '127.0.0.1');
    code = await once(socket, 'connect').then(
      () => 'open',
      (error: unknown) => (error as NodeJS.ErrnoException).code ?? '',
    );
    socket.destroy();
  }
}
