import { readPlaywrightReport } from './e2e';
import { readJestReport } from './jest';
import { coverageByFolder, readRegoReport } from './regoReports';
import { applyRules } from './rules';
import { readNodeTestLog } from '../nodeTestLog';

const jestReport = {
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 1,
  testResults: [
    { name: '/root/a.test.ts', status: 'failed', message: 'expected 1' },
    { name: '/root/b.test.ts', status: 'passed', message: '' },
  ],
};

it('counts a test file that cannot be run as a failure', () => {
  expect(readJestReport(jestReport, 1, '/root')).toEqual({
    passed: 5,
    failed: 2,
    skipped: 3,
    failures: ['a.test.ts\nexpected 1'],
  });
});

it('does not trust a Jest that ends with an error though no test failed', () => {
  const clean = {
    ...jestReport,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults: [],
  };
  expect(readJestReport(clean, 0, '/root').failed).toBe(0);
  expect(readJestReport(clean, 1, '/root').failed).toBe(1);
});

it('counts flaky browser tests as failed, and a run that broke as well', () => {
  const report = {
    stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: 'no such browser' }],
    suites: [
      {
        title: 'a.spec.ts',
        specs: [
          {
            title: 'signs in',
            ok: false,
            tests: [{ results: [{ error: { message: 'no button' } }] }],
          },
        ],
      },
    ],
  };
  expect(readPlaywrightReport(report)).toEqual({
    passed: 3,
    failed: 3,
    skipped: 2,
    failures: ['no such browser', 'a.spec.ts › signs in\nno button'],
  });
});

it('counts policy tests', () => {
  const at = { package: 'data.portal' };
  expect(
    readRegoReport([
      { ...at, name: 'test_a' },
      { ...at, name: 'test_b', fail: true },
      { ...at, name: 'test_c', skip: true },
    ]),
  ).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: ['data.portal.test_b'],
  });
});

it('counts the cases of a policy test, and names those that fail', () => {
  expect(
    readRegoReport([
      {
        package: 'data.lib_test',
        name: 'test_case',
        fail: true,
        sub_results: {
          'a viewer reads': { name: 'a viewer reads' },
          'a viewer writes': { name: 'a viewer writes', fail: true },
        },
      },
    ]),
  ).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
    failures: ['data.lib_test.test_case: a viewer writes'],
  });
});

it('does not take a policy test for passed that fails beside its cases', () => {
  const { failed, failures } = readRegoReport([
    {
      package: 'data.lib_test',
      name: 'test_case',
      fail: true,
      sub_results: { one: { name: 'one' } },
    },
  ]);
  expect({ failed, failures }).toEqual({
    failed: 1,
    failures: ['data.lib_test.test_case'],
  });
});

it('measures the coverage of each folder, without its tests', () => {
  const range = { start: { row: 7 }, end: { row: 7 } };
  const files = {
    'policies/lib/a.rego': {
      covered_lines: 18,
      not_covered_lines: 1,
      not_covered: [range],
    },
    'policies/lib/b.rego': { covered_lines: 1 },
    'policies/lib/a_test.rego': { not_covered_lines: 50 },
    'policies/library/c.rego': { not_covered_lines: 50 },
  };
  expect(coverageByFolder({ files })).toEqual([
    {
      folder: 'policies/lib',
      percent: 95,
      lines: 20,
      missed: ['policies/lib/a.rego:7'],
    },
    expect.objectContaining({ folder: 'policies/library', percent: 0 }),
  ]);
});

it('adds up the runs of Node’s test runner', () => {
  const log =
    'ℹ pass 4\nℹ fail 0\nℹ skipped 1\nℹ todo 0\n…\n# pass 2\n# fail 1\n# skipped 0\n';
  expect(readNodeTestLog(log)).toEqual({ passed: 6, failed: 1, skipped: 1 });
});

it('names the line that breaks a rule', () => {
  const skipped = ['it', 'skip("later", () => {});'].join('.');
  const result = applyRules([
    {
      path: 'plugins/slo-common/src/schema.ts',
      text: "import fs from 'node:fs';\n",
    },
    { path: 'plugins/slo/src/a.test.ts', text: `\n${skipped}\n` },
    {
      path: 'plugins/slo-backend/src/a.ts',
      text: "import { x } from '@companyos/plugin-adr-backend';\n",
    },
  ]);
  expect(result.failed).toBe(3);
  expect(result.failures.join('\n')).toContain(
    "plugins/slo-common/src/schema.ts:1: import fs from 'node:fs';",
  );
  expect(result.failures.join('\n')).toContain('plugins/slo/src/a.test.ts:2:');
});
