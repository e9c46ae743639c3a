import fs from 'node:fs';
import path from 'node:path';
import { capture, execCode, tail } from '../process/exec';
import { Postgres } from '../services/Postgres';
import { buildPolicies } from '../steps/buildPolicies';
import { provideCyclonedxNpm } from '../tools/cyclonedxNpm';
import { provideTool } from '../tools/provideTool';
import { providePythonTool } from '../tools/pythonTool';
import { provideTechdocs } from '../tools/techdocs';
import type { Suite, SuiteContext, SuiteResult } from './Suite';

type JestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: Array<{ name: string; status: string; message: string }>;
};

/** A test file that asks for a database, or for a program that takes minutes to build, is an integration test. */
function isIntegration(file: string): boolean {
  return /TestDatabases|POSTGRES|(COSIGN|GITLEAKS)_BIN|providePythonTool/.test(
    fs.readFileSync(file, 'utf8'),
  );
}

async function testFiles(root: string): Promise<string[]> {
  const patterns = [
    'packages/*/src/*.test.ts',
    'packages/*/src/*.test.tsx',
    'plugins/*/src/*.test.ts',
    'plugins/*/src/*.test.tsx',
  ];
  const args = [
    '-C',
    root,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    ...patterns,
  ];
  const listed = (await capture('git', args)) ?? '';
  return listed
    .split('\0')
    .filter(Boolean)
    .map(file => path.join(root, file))
    .filter(file => fs.existsSync(file));
}

async function runJest(
  files: string[],
  context: SuiteContext,
  env: NodeJS.ProcessEnv,
): Promise<SuiteResult> {
  if (files.length === 0)
    return { passed: 0, failed: 0, skipped: 0, failures: [] };
  const reportFile = path.join(context.dir, 'jest.json');
  fs.rmSync(reportFile, { force: true });
  // Some tests evaluate the compiled policies, or compile them themselves.
  const opa = await buildPolicies(context);
  const techdocs = await provideTechdocs(context);
  const args = [
    'backstage-cli',
    'repo',
    'test',
    '--watchAll=false',
    '--json',
    `--outputFile=${reportFile}`,
  ];
  const code = await execCode('yarn', [...args, '--runTestsByPath', ...files], {
    cwd: context.checkout.root,
    env: {
      ...context.env,
      ...env,
      CI: 'true',
      // the report is read in a log: no colours, no page-long dumps of the DOM
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      DEBUG_PRINT_LIMIT: '1500',
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
      OPA_BIN: opa,
      PATH: [techdocs, context.env.PATH].join(path.delimiter),
    },
    logFile: context.logFile,
    signal: context.signal,
  });
  if (!fs.existsSync(reportFile)) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: [tail(context.logFile, 60)],
    };
  }
  return readJestReport(
    JSON.parse(fs.readFileSync(reportFile, 'utf8')),
    code,
    context.checkout.root,
  );
}

/** Counts a Jest report; a file that could not be run counts as one failure, and so does an unexplained exit code. */
export function readJestReport(
  report: JestReport,
  code: number,
  root: string,
): SuiteResult {
  const failures = report.testResults
    .filter(result => result.status === 'failed')
    .map(result => `${path.relative(root, result.name)}\n${result.message}`);
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  if (failed === 0 && code !== 0)
    failures.push(`Jest ended with exit code ${code} though no test failed.`);
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

/** Tests that need neither a database nor a scanner. */
export const unitSuite: Suite = {
  name: 'unit',
  description: 'Jest tests that need no database',
  async run(context) {
    const files = (await testFiles(context.checkout.root)).filter(
      file => !isIntegration(file),
    );
    return runJest(files, context, {});
  },
};

/** Tests with cosign and scanners, and on a PostgreSQL of their own, which is thrown away after the run. */
export const integrationSuite: Suite = {
  name: 'integration',
  description: 'Jest tests on a real PostgreSQL',
  async run(context) {
    const files = (await testFiles(context.checkout.root)).filter(
      isIntegration,
    );
    if (files.length === 0) return runJest(files, context, {});
    const cosign = await provideTool('cosign', context);
    const gitleaks = await provideTool('gitleaks', context);
    const osvScanner = await provideTool('osv-scanner', context);
    const prometheus = await provideTool('prometheus', context);
    await providePythonTool('semgrep', context);
    await provideCyclonedxNpm(context);
    const postgres = await Postgres.start({
      dir: path.join(context.dir, 'postgres'),
      logFile: path.join(context.dir, 'postgres.log'),
      password: 'postgres',
      throwaway: true,
      signal: context.signal,
    });
    try {
      return await runJest(files, context, {
        BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
          postgres.connectionString,
        COSIGN_BIN: cosign,
        GITLEAKS_BIN: gitleaks,
        OSV_SCANNER_BIN: osvScanner,
        PROMETHEUS_BIN: prometheus,
      });
    } finally {
      await postgres.stop();
    }
  },
};
