import { capture, execCode, tail } from '../process/exec';
import { provideOpa } from '../tools/opa';
import { check, sum } from './check';
import type { Suite, SuiteResult } from './Suite';
import fs from 'node:fs';

type RegoTest = {
  package: string;
  name: string;
  pass?: boolean;
  fail?: boolean;
  skip?: boolean;
  error?: unknown;
};

/** Counts what `opa test --format=json` reports. */
export function readRegoReport(tests: RegoTest[]): SuiteResult {
  const broken = tests.filter(test => test.fail || test.error);
  const skipped = tests.filter(test => test.skip);
  return {
    passed: tests.length - broken.length - skipped.length,
    failed: broken.length,
    skipped: skipped.length,
    failures: broken.map(
      test =>
        `${test.package}.${test.name}${
          test.error ? `: ${JSON.stringify(test.error)}` : ''
        }`,
    ),
  };
}

/** The policies: strict check, formatting, and their own tests. */
export const regoSuite: Suite = {
  name: 'rego',
  description: 'Policies: opa check, opa fmt, opa test',
  async run(context) {
    const { checkout, env, logFile, signal } = context;
    const policies = checkout.resolve('policies');
    if (
      !(await capture('git', [
        '-C',
        checkout.root,
        'ls-files',
        'policies/**.rego',
        'policies/*.rego',
      ]))
    ) {
      return { passed: 0, failed: 0, skipped: 0, failures: [] };
    }
    const opa = await provideOpa(context);
    const options = { env, signal };
    const reportFile = logFile.replace(/\.log$/, '-test.json');
    const code = await execCode(opa, ['test', '--format=json', policies], {
      ...options,
      logFile: reportFile,
    });
    const report = readReport(reportFile);
    return sum([
      await check(opa, ['check', '--strict', policies], {
        ...options,
        logFile,
      }),
      await check(opa, ['fmt', '--fail', '--list', policies], {
        ...options,
        logFile: logFile.replace(/\.log$/, '-format.log'),
      }),
      report
        ? readRegoReport(report)
        : {
            passed: 0,
            failed: code === 0 ? 0 : 1,
            skipped: 0,
            failures: code === 0 ? [] : [tail(reportFile)],
          },
    ]);
  },
};

function readReport(file: string): RegoTest[] | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
