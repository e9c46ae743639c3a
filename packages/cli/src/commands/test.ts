import fs from 'node:fs';
import path from 'node:path';
import { findCheckout } from '../checkout';
import type { CommandContext, CommandInput, CommandResult } from '../command';
import { CliError, InterruptedError, UsageError } from '../errors';
import { sum } from '../suites/check';
import type { Suite, SuiteResult } from '../suites/Suite';

const longestFailure = 80;

function shorten(failure: string): string {
  const lines = failure.split('\n');
  if (lines.length <= longestFailure) return failure;
  const left = lines.length - longestFailure;
  return `${lines
    .slice(0, longestFailure)
    .join('\n')}\n… ${left} more lines in the log`;
}

/** The one line that says how a run ended, for people and for programs that read logs. */
export function closingLine({
  passed,
  failed,
  skipped,
}: Omit<SuiteResult, 'failures'>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function choose(available: Suite[], names: string[]): Suite[] {
  if (names.length === 0) return available;
  const unknown = names.filter(
    name => !available.some(suite => suite.name === name),
  );
  if (unknown.length > 0) {
    throw new UsageError(
      `There is no suite '${unknown.join("', '")}'. Suites: ${available
        .map(suite => suite.name)
        .join(', ')}.`,
    );
  }
  return available.filter(suite => names.includes(suite.name));
}

/** Environment of the suites: a make that runs us must not lend its job slots to the make of a generated service. */
function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MAKEFLAGS: _flags, MAKELEVEL: _level, MFLAGS: _short, ...rest } = env;
  return rest;
}

async function runSuite(
  suite: Suite,
  dir: string,
  context: CommandContext,
): Promise<SuiteResult> {
  const checkout = findCheckout(context.cwd, context.env);
  const suiteDir = path.join(dir, suite.name);
  fs.mkdirSync(suiteDir, { recursive: true });
  try {
    return await suite.run({
      checkout,
      env: cleanEnvironment(context.env),
      dir: suiteDir,
      logFile: path.join(dir, `${suite.name}.log`),
      steps: context.steps,
      signal: context.signal,
    });
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    // a suite that cannot run has failed; the others still run
    const message =
      error instanceof CliError
        ? error.message
        : (error as Error).stack ?? String(error);
    return { passed: 0, failed: 1, skipped: 0, failures: [message] };
  }
}

/**
 * Runs suites one after the other. Succeeds only when at least one test ran and none failed; the closing line
 * `N passed, N failed, N skipped` is printed in every case.
 */
export async function test(
  input: Pick<CommandInput, 'arguments'>,
  context: CommandContext,
  available?: Suite[],
): Promise<CommandResult> {
  const chosen = choose(
    available ?? (await import('../suites')).suites,
    input.arguments,
  );
  const { steps } = context;
  const dir = findCheckout(context.cwd, context.env).state('logs', 'test');
  fs.mkdirSync(dir, { recursive: true });

  const results: Record<string, SuiteResult> = {};
  for (const suite of chosen) {
    context.signal.throwIfAborted();
    const result = await steps.run(`${suite.name}: ${suite.description}`, () =>
      runSuite(suite, dir, context),
    );
    results[suite.name] = result;
    steps.say(
      `  ${closingLine(result)}   ${path.join(dir, `${suite.name}.log`)}`,
    );
    for (const failure of result.failures) steps.say(`\n${shorten(failure)}\n`);
  }

  const total = sum(Object.values(results));
  const broken = chosen
    .filter(suite => results[suite.name].failed > 0)
    .map(suite => suite.name);
  const line = closingLine(total);
  if (broken.length > 0)
    throw new CliError(`Failed: ${broken.join(', ')}\n${line}`);
  if (total.passed === 0) throw new CliError(`No test ran.\n${line}`);
  return {
    json: { ...total, failures: undefined, suites: results },
    text: line,
  };
}
