import { execCode, tail, type ExecOptions } from '../process/exec';
import type { SuiteResult } from './Suite';

/** A command that is one check: its exit code says passed or failed. */
export async function check(
  command: string,
  args: string[],
  options: ExecOptions,
): Promise<SuiteResult> {
  const code = await execCode(command, args, options);
  if (code === 0) return { passed: 1, failed: 0, skipped: 0, failures: [] };
  return {
    passed: 0,
    failed: 1,
    skipped: 0,
    failures: [tail(options.logFile, 60)],
  };
}

/** Adds up results. */
export function sum(results: SuiteResult[]): SuiteResult {
  return {
    passed: results.reduce((total, result) => total + result.passed, 0),
    failed: results.reduce((total, result) => total + result.failed, 0),
    skipped: results.reduce((total, result) => total + result.skipped, 0),
    failures: results.flatMap(result => result.failures),
  };
}

/** Sentences, and whether each is true; where it is not, what was seen instead. */
export type Checks = Record<string, boolean | string>;

/** Counts sentences: each that is not true is a failure. */
export function countChecks(checks: Checks): SuiteResult {
  const failures = Object.entries(checks)
    .filter(([, verdict]) => verdict !== true)
    .map(([name, verdict]) => `${name}: ${verdict}`);
  return {
    passed: Object.keys(checks).length - failures.length,
    failed: failures.length,
    skipped: 0,
    failures,
  };
}
