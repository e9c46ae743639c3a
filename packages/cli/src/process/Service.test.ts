import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, useTemporaryFolder } from '../testing';
import { Service } from './Service';

const folder = useTemporaryFolder();
const signal = new AbortController().signal;
const never = async () => false;

function start(script: string, overrides: object = {}): Service {
  return Service.start({
    name: 'the helper',
    command: process.execPath,
    args: ['-e', script],
    logFile: folder.path('logs', 'helper.log'),
    pidFile: folder.path('run', 'helper.pid'),
    ...overrides,
  });
}

async function fileAppears(file: string): Promise<string> {
  for (let i = 0; i < 200 && !fs.existsSync(file); i += 1) await sleep(25);
  return fs.readFileSync(file, 'utf8');
}

it('says what a child that dies had to say', async () => {
  const service = start('console.error("no such table"); process.exit(3)');
  const error = await service
    .ready(never, { timeout: 10_000, signal })
    .catch(caught => caught);
  expect(error.message).toMatch(
    /no such table\n\nThe helper ended with exit code 3\. Its log: .*helper\.log/,
  );
  expect(fs.existsSync(folder.path('run', 'helper.pid'))).toBe(false);
});

it('gives up on a child that never gets ready', async () => {
  const service = start('setInterval(() => {}, 1000)');
  await expect(service.ready(never, { timeout: 300, signal })).rejects.toThrow(
    'The helper was not ready after 0.3 seconds',
  );
  await service.stop();
});

it('does not wait for a child whose log says that it failed', async () => {
  const service = start(
    'console.log("Backend startup failed"); setInterval(() => {}, 1000)',
  );
  await expect(
    service.ready(never, {
      timeout: 10_000,
      failure: /startup failed/,
      signal,
    }),
  ).rejects.toThrow('The helper could not start');
  await service.stop();
});

it('stops what the child started as well', async () => {
  const pidFile = folder.path('grandchild');
  const service = start(`
    const child = require('child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
    require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
    setInterval(() => {}, 1000)`);
  const grandchild = Number(await fileAppears(pidFile));
  expect(isAlive(grandchild)).toBe(true);
  await service.stop();
  await sleep(100);
  expect(isAlive(service.pid!)).toBe(false);
  expect(
    fs.existsSync(`/proc/${grandchild}/cmdline`) &&
      fs.readFileSync(`/proc/${grandchild}/cmdline`, 'utf8'),
  ).toBeFalsy();
});

it('kills a child that does not listen', async () => {
  const ready = folder.path('ready');
  const service = start(
    `process.on('SIGTERM', () => {}); require('fs').writeFileSync(${JSON.stringify(
      ready,
    )}, 'yes'); setInterval(() => {}, 1000)`,
    { stopTimeout: 200 },
  );
  await fileAppears(ready);
  await service.stop();
  expect(isAlive(service.pid!)).toBe(false);
});

it('names a program that is not there', async () => {
  const service = start('', { command: 'no-such-program' });
  const error = await service.ended;
  expect(error.message).toBe(
    'no-such-program was not found. See: companyos doctor',
  );
  expect(error.code).toBe(3);
});
