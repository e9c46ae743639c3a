import path from 'node:path';
import type { SuiteResult } from './Suite';

type Outcome = {
  name: string;
  fail?: boolean;
  skip?: boolean;
  error?: unknown;
};

type RegoTest = Outcome & {
  package: string;
  /** The cases of a test that has some, by their titles. */
  sub_results?: Record<string, Outcome>;
};

/** What `opa test --coverage` reports. */
export type RegoCoverage = {
  files: Record<
    string,
    {
      covered_lines?: number;
      not_covered_lines?: number;
      not_covered?: Range[];
    }
  >;
};

type Range = { start: { row: number }; end: { row: number } };

/** Counts what `opa test --format=json` reports; a test with cases counts as its cases. */
export function readRegoReport(tests: RegoTest[]): SuiteResult {
  const outcomes = tests.flatMap(test => {
    const title = `${test.package}.${test.name}`;
    const cases = Object.values(test.sub_results ?? {});
    return cases.length && !test.error
      ? cases.map(one => ({ ...one, title: `${title}: ${one.name}` }))
      : [{ ...test, title }];
  });
  const broken = outcomes.filter(({ fail, error }) => fail || error);
  const skipped = outcomes.filter(({ skip }) => skip);
  // a test can fail as a whole, when it has no case left
  const whole = tests.filter(
    test =>
      test.fail && !Object.values(test.sub_results ?? {}).some(one => one.fail),
  );
  const failures = new Set([
    ...broken.map(
      ({ title, error }) =>
        `${title}${error ? `: ${JSON.stringify(error)}` : ''}`,
    ),
    ...whole.map(test => `${test.package}.${test.name}`),
  ]);
  return {
    passed: outcomes.length - broken.length - skipped.length,
    failed: failures.size,
    skipped: skipped.length,
    failures: [...failures],
  };
}

export type FolderCoverage = {
  folder: string;
  /** Of the lines of its policies that the tests reach. */
  percent: number;
  lines: number;
  /** `file:line` of what they do not reach. */
  missed: string[];
};

/** How much of each folder's policies the tests reach; the tests themselves do not count. */
export function coverageByFolder({ files }: RegoCoverage): FolderCoverage[] {
  const policies = Object.entries(files)
    .filter(([name]) => !name.endsWith('_test.rego'))
    .map(([name, file]) => ({ name, folder: path.dirname(name), ...file }));
  const folders = [...new Set(policies.map(({ folder }) => folder))].sort();
  return folders.map(folder => {
    const own = policies.filter(policy => policy.folder === folder);
    const covered = total(own.map(file => file.covered_lines));
    const lines = covered + total(own.map(file => file.not_covered_lines));
    return {
      folder,
      percent: lines === 0 ? 0 : (100 * covered) / lines,
      lines,
      missed: own.flatMap(({ name, not_covered = [] }) =>
        not_covered.map(({ start }) => `${name}:${start.row}`),
      ),
    };
  });
}

function total(counts: Array<number | undefined>): number {
  return counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
}
