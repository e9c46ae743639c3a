import fs from 'node:fs';
import path from 'node:path';
import { MissingError } from '../errors';
import { execCode, tail } from '../process/exec';
import { provideTool } from '../tools/provideTool';
import { check, sum } from './check';
import {
  coverageByFolder,
  readRegoReport,
  type FolderCoverage,
  type RegoCoverage,
} from './regoReports';
import { renderService } from './renderService';
import type { Suite, SuiteContext, SuiteResult } from './Suite';

/** Least coverage of each folder of policies, in per cent of lines. */
const LEAST_COVERAGE = 95;

/** Policies that OPA loads together, relative to `cwd`: its folders, and the schemas of what each is asked. */
type PolicyTree = {
  cwd: string;
  root: string;
  folders: { path: string; schemas: string }[];
};

/** The policies of the portal and of every service: types, formatting, tests with their coverage, lint. */
export const regoSuite: Suite = {
  name: 'rego',
  description: 'Policies: opa check, fmt and test with coverage, Regal',
  async run(context) {
    const { checkout } = context;
    const opa = await provideTool('opa', context);
    const trees: PolicyTree[] = [
      {
        cwd: checkout.root,
        root: 'policies',
        folders: [
          { path: 'policies/lib', schemas: 'packages/schemas/authz' },
          { path: 'policies/portal', schemas: 'packages/schemas/portal' },
          { path: 'policies/release', schemas: 'packages/schemas/release' },
        ],
      },
      {
        cwd: await renderService(context),
        root: 'policy',
        folders: [{ path: 'policy', schemas: 'schemas/authz' }],
      },
    ];
    const results: SuiteResult[] = [];
    for (const tree of trees) {
      results.push(await testTree(opa, tree, context));
    }
    results.push(await lint(trees, context));
    return sum(results);
  },
};

async function testTree(
  opa: string,
  { cwd, root, folders }: PolicyTree,
  context: SuiteContext,
): Promise<SuiteResult> {
  const run = (name: string, args: string[]) => {
    const logFile = path.join(context.dir, `${root}-${name}.log`);
    return { args, options: { ...context, cwd, logFile } };
  };
  const results: SuiteResult[] = [];
  for (const folder of folders) {
    const { args, options } = run(`check-${path.basename(folder.path)}`, [
      'check',
      '--strict',
      `--schema=${folder.schemas}`,
      folder.path,
    ]);
    results.push(await check(opa, args, options));
  }
  const format = run('format', ['fmt', '--fail', '--list', root]);
  results.push(await check(opa, format.args, format.options));

  // Longer than the default of 5 s, which a busy machine needs at times.
  const opaTest = ['test', '--timeout=60s'];
  const tests = run('test', [...opaTest, '--format=json', root]);
  results.push(await report(opa, tests.args, tests.options, readRegoReport));
  const coverage = run('coverage', [...opaTest, '--coverage', root]);
  results.push(
    await report(opa, coverage.args, coverage.options, (found: RegoCoverage) =>
      sum(coverageByFolder(found).map(folder => judge(folder, context))),
    ),
  );
  return sum(results);
}

function judge(
  { folder, percent, lines, missed }: FolderCoverage,
  { steps }: SuiteContext,
): SuiteResult {
  const text = `${folder}: tests reach ${percent.toFixed(
    1,
  )} % of ${lines} lines; at least ${LEAST_COVERAGE} %`;
  steps.say(`  ${text}`);
  return percent >= LEAST_COVERAGE
    ? outcome('passed')
    : outcome('failed', `${text}. Not: ${missed.join(', ')}`);
}

/** Runs what writes JSON, and reads it; whatever is not JSON is a failure. */
async function report<T>(
  opa: string,
  args: string[],
  options: Parameters<typeof execCode>[2],
  read: (report: T) => SuiteResult,
): Promise<SuiteResult> {
  await execCode(opa, args, options);
  let found: T;
  try {
    found = JSON.parse(fs.readFileSync(options.logFile, 'utf8'));
  } catch {
    return outcome('failed', tail(options.logFile));
  }
  return read(found);
}

/** Regal on all of them. Where it cannot be had, that is a check that was not made. */
async function lint(
  trees: PolicyTree[],
  context: SuiteContext,
): Promise<SuiteResult> {
  const { checkout, dir, env } = context;
  const logFile = path.join(dir, 'regal.log');
  let regal: string;
  try {
    regal = await provideTool('regal', { ...context, logFile });
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
    context.steps.say(`  Not linted. ${error.message}`);
    return outcome('skipped');
  }
  const config = checkout.resolve('.regal', 'config.yaml');
  const folders = trees.map(({ cwd, root }) => path.join(cwd, root));
  return check(regal, ['lint', `--config-file=${config}`, ...folders], {
    ...context,
    env: { ...env, REGAL_DISABLE_VERSION_CHECK: '1' },
    logFile,
  });
}

function outcome(
  kind: 'passed' | 'failed' | 'skipped',
  failure?: string,
): SuiteResult {
  return {
    passed: 0,
    failed: 0,
    skipped: 0,
    [kind]: 1,
    failures: failure ? [failure] : [],
  };
}
