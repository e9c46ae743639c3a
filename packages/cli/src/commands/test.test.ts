import fs from 'node:fs';
import type { Suite, SuiteResult } from '../suites/Suite';
import { testContext, useTemporaryFolder } from '../testing';
import { test as runTests } from './test';

const folder = useTemporaryFolder();

const good: SuiteResult = { passed: 3, failed: 0, skipped: 1, failures: [] };

function suite(name: string, run: Suite['run']): Suite {
  return { name, description: `the ${name} suite`, run };
}

function context() {
  const env = { ...process.env, COMPANYOS_STATE_DIR: folder.path('state') };
  return testContext({ env, cwd: __dirname });
}

it('adds up all suites in one closing line', async () => {
  const result = await runTests({ arguments: [] }, context(), [
    suite('a', async () => good),
    suite('b', async () => good),
  ]);
  expect(result.text).toBe('6 passed, 0 failed, 2 skipped');
});

it('fails when a suite failed, shows the failure, and runs the others', async () => {
  const ctx = context();
  const bad = {
    passed: 1,
    failed: 2,
    skipped: 0,
    failures: ['expected 1 to be 2'],
  };
  await expect(
    runTests({ arguments: [] }, ctx, [
      suite('a', async () => bad),
      suite('b', async () => good),
    ]),
  ).rejects.toThrow('Failed: a\n4 passed, 2 failed, 1 skipped');
  expect(ctx.lines.join('')).toContain('expected 1 to be 2');
});

it('counts a suite that cannot run as a failure', async () => {
  const broken = suite('a', async () => {
    throw new Error('no browser');
  });
  await expect(
    runTests({ arguments: [] }, context(), [broken]),
  ).rejects.toThrow('0 passed, 1 failed, 0 skipped');
});

it('fails when no test ran', async () => {
  const nothing = { passed: 0, failed: 0, skipped: 4, failures: [] };
  await expect(
    runTests({ arguments: [] }, context(), [suite('a', async () => nothing)]),
  ).rejects.toThrow('No test ran.\n0 passed, 0 failed, 4 skipped');
});

it('runs the named suites only, and does not lend the job slots of an outer make', async () => {
  const seen: Array<string | undefined> = [];
  const ctx = context();
  ctx.env = { ...ctx.env, MAKEFLAGS: '-j --jobserver-fds=3,4' };
  const spy = (name: string) =>
    suite(name, async ({ env, dir }) => {
      seen.push(name, env.MAKEFLAGS);
      expect(fs.existsSync(dir)).toBe(true);
      return good;
    });
  await runTests({ arguments: ['b'] }, ctx, [spy('a'), spy('b')]);
  expect(seen).toEqual(['b', undefined]);
  await expect(runTests({ arguments: ['c'] }, ctx, [spy('a')])).rejects.toThrow(
    "There is no suite 'c'. Suites: a.",
  );
});
