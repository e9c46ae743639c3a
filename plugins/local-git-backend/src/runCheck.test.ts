import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCheck, type CheckOptions } from './runCheck';
import {
  checkoutWith,
  ended,
  git,
  temporaryFolder,
} from './__testUtils__/testHost';

jest.setTimeout(60_000);

async function check(command: string[], more: Partial<CheckOptions> = {}) {
  const repository = await checkoutWith({ 'file.txt': 'content' });
  const logPath = join(await temporaryFolder(), 'log');
  const outcome = await runCheck({
    repository,
    name: 'crm',
    commit: await git(repository, 'rev-parse', 'HEAD'),
    command,
    timeoutMs: 30_000,
    passEnv: [],
    variables: {},
    logPath,
    signal: new AbortController().signal,
    ...more,
  });
  return { outcome, log: await readFile(logPath, 'utf8') };
}

const sh = (script: string) => ['sh', '-c', script];

it('passes on a clean checkout, with the arguments as they are', async () => {
  const { outcome, log } = await check([
    'sh',
    '-c',
    'cat file.txt; git status --short; echo "$1"',
    'x',
    '$(id) ;',
  ]);
  expect(outcome).toMatchObject({ state: 'passed', exitCode: 0 });
  expect(log).toContain('content$(id) ;\n');
});

it('fails with the exit code and the last lines', async () => {
  const { outcome } = await check(sh('seq 1 100; echo broken >&2; exit 7'));
  expect(outcome).toMatchObject({ state: 'failed', exitCode: 7 });
  expect(outcome?.lastLines?.split('\n')).toHaveLength(20);
  expect(outcome?.lastLines).toMatch(/100\nbroken$|broken/);
});

it('is an error when the command is missing', async () => {
  const { outcome } = await check(['no-such-program']);
  expect(outcome).toMatchObject({
    state: 'error',
    reason: "'no-such-program' could not be run; is it installed?",
  });
});

it('is an error when the commit is gone', async () => {
  const { outcome } = await check(['true'], { commit: 'a'.repeat(40) });
  expect(outcome).toMatchObject({
    state: 'error',
    reason: expect.stringContaining('checkout'),
  });
});

it('fails when it takes too long, and takes its children with it', async () => {
  const { outcome, log } = await check(
    sh('trap "" TERM; sleep 300 & echo "pid $!"; wait'),
    { timeoutMs: 700 },
  );
  expect(outcome).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('0.7 s'),
  });
  await ended(Number(/pid (\d+)/.exec(log)?.[1]));
});

it('leaves nothing running in the background', async () => {
  const { outcome, log } = await check(sh('sleep 300 & echo "pid $!"'));
  expect(outcome).toMatchObject({ state: 'passed' });
  await ended(Number(/pid (\d+)/.exec(log)?.[1]));
});

it('ends without an outcome when it is told to stop', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 500);
  const { outcome } = await check(sh('sleep 300'), { signal: stop.signal });
  expect(outcome).toBeUndefined();
});

it('keeps a log of a bounded size, and the last lines all the same', async () => {
  const { outcome, log } = await check(
    sh('yes 0123456789 | head -c 5000000; echo the end'),
  );
  expect(log.length).toBeLessThan(1024 * 1024 + 100);
  expect(log).toMatch(/more bytes are not kept\n$/);
  expect(outcome?.lastLines).toMatch(/the end$/);
});
