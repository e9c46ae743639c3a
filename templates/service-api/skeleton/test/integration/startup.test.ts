import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceProcess, startService } from '../support/startService.ts';

test('a setting that is not valid ends the start, naming the variable', async () => {
  await using service = new ServiceProcess({ PORT: 'http' });
  assert.equal(await service.exit(), 1);
  assert.deepEqual(
    service.logs.map(({ level, message }) => ({ level, message })),
    [
      {
        level: 'fatal',
        message:
          'Configuration is not valid: PORT must be a whole number from 0 to 65535',
      },
    ],
  );
});

test('a port that is taken ends the start with what to change', async () => {
  await using first = await startService();
  await using second = new ServiceProcess({ PORT: String(first.port) });
  assert.equal(await second.exit(), 1);
  assert.equal(
    second.logs.at(-1)?.message,
    `Cannot listen: listen EADDRINUSE: address already in use 127.0.0.1:${first.port}. ` +
      'Change HOST or PORT.',
  );
});
