import fs from 'node:fs';
import path from 'node:path';
import { digestOf } from '@companyos/evidence';
import { z } from 'zod/v4';
import { CliError } from '../../errors';
import { providePythonTool } from '../../tools/pythonTool';
import { listed, runScanner } from '../runScanner';
import type { Stage, StageContext } from '../Stage';

/** Where a service has its rules: the platform's, and those that the team adds. */
const rules = path.join('security', 'semgrep');

const reportSchema = z.looseObject({
  version: z.string(),
  results: z.array(
    z.looseObject({
      check_id: z.string(),
      path: z.string(),
      start: z.looseObject({ line: z.number() }),
      extra: z.looseObject({ message: z.string(), severity: z.string() }),
    }),
  ),
  errors: z.array(z.looseObject({ message: z.string().optional() })),
  paths: z.looseObject({ scanned: z.array(z.string()) }),
});

type Report = z.infer<typeof reportSchema>;

/** Looks for mistakes in the source by the rules of the repository. */
export const sast: Stage = {
  name: 'sast',
  title: 'Analyse the source',
  async run(context) {
    const { evidence } = context;
    evidence.artifact();
    const report = await scan(context);
    const findings = report.results.map(
      ({ check_id: rule, path: file, start, extra }) => ({
        rule: rule.split('.').at(-1) ?? rule,
        fails: extra.severity === 'ERROR',
        text: `${file}:${start.line}  ${extra.message.trim()}`,
      }),
    );
    const failed = findings.filter(({ fails }) => fails);
    const warned = findings.filter(({ fails }) => !fails);
    evidence.writeStatement('sast', 'testResult', {
      result: resultOf(failed.length, warned.length + report.errors.length),
      configuration: [
        {
          name: 'semgrep',
          uri: `pkg:pypi/semgrep@${report.version}`,
          annotations: { files: report.paths.scanned.length },
        },
        ...ruleFiles(context),
      ],
      failedTests: failed.map(({ rule, text }) => `${rule}: ${text}`),
      warnedTests: [
        ...warned.map(({ rule, text }) => `${rule}: ${text}`),
        ...report.errors.map(({ message }) => message ?? 'not analysed'),
      ],
    });
    if (failed.length > 0)
      throw new CliError(
        `${listed(failed.map(({ text }) => text))}\n\n${
          failed.length
        } of the mistakes that fail a build are in the source. Correct them, or say beside the line why it is none: // nosemgrep: <rule>`,
      );
    const note = `${report.paths.scanned.length} files, ${warned.length} warnings`;
    return { outcome: 'passed', note };
  },
};

function resultOf(failed: number, warned: number) {
  if (failed > 0) return 'FAILED';
  return warned > 0 ? 'WARNED' : 'PASSED';
}

async function scan(context: StageContext): Promise<Report> {
  const { env, evidence, signal, source, steps } = context;
  if (!fs.existsSync(path.join(source.root, rules)))
    throw new CliError(
      `There are no rules to analyse the source with. Keep them in ${rules}/, as the golden path does.`,
    );
  const logFile = evidence.report('semgrep-install.log');
  const program = await providePythonTool('semgrep', {
    env,
    steps,
    signal,
    logFile,
  });
  const report = evidence.report('sast.json');
  return runScanner(
    {
      name: 'semgrep',
      program,
      args: [
        ...['scan', '--config', rules, '--json', '--output', report],
        ...['--error', '--metrics=off', '--disable-version-check', '.'],
      ],
      env: {
        // It finds its engine by PATH, and keeps settings where we say.
        PATH: `${path.dirname(program)}${path.delimiter}${env.PATH}`,
        SEMGREP_SETTINGS_FILE: evidence.report('semgrep-settings.yml'),
        SEMGREP_LOG_FILE: evidence.report('semgrep-debug.log'),
      },
      done: [0, 1],
      report,
      schema: reportSchema,
    },
    context,
  );
}

function ruleFiles({ source }: StageContext) {
  const folder = path.join(source.root, rules);
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.ya?ml$/.test(name))
    .sort()
    .map(name => ({
      name: path.posix.join('security/semgrep', name.split(path.sep).join('/')),
      digest: {
        sha256: digestOf(fs.readFileSync(path.join(folder, name))).slice(7),
      },
    }));
}
