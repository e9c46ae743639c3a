import fs from 'node:fs';
import path from 'node:path';
import { digestOf } from '@companyos/evidence';
import { z } from 'zod/v4';
import { CliError } from '../../errors';
import { capture } from '../../process/exec';
import { pinnedTools } from '../../tools/pinned';
import { provideTool } from '../../tools/provideTool';
import { listed, runScanner } from '../runScanner';
import type { Stage, StageContext } from '../Stage';

const config = path.join('security', 'gitleaks.toml');
const FOUND = 3;

const reportSchema = z.array(
  z.looseObject({
    RuleID: z.string(),
    File: z.string(),
    StartLine: z.number(),
    Commit: z.string(),
    Description: z.string(),
    Fingerprint: z.string(),
  }),
);

/** Looks for passwords, keys and tokens in every commit that the clone has. */
export const secrets: Stage = {
  name: 'secrets',
  title: 'Look for secrets',
  async run(context) {
    const { evidence } = context;
    evidence.artifact();
    const commits = await countCommits(context);
    const found = await scan(context);
    const lines = found.map(
      ({ RuleID, File, StartLine, Commit }) =>
        `${File}:${StartLine} in ${Commit.slice(0, 12)} (${RuleID})`,
    );
    evidence.writeStatement('secrets', 'testResult', {
      result: found.length > 0 ? 'FAILED' : 'PASSED',
      configuration: [
        {
          name: 'gitleaks',
          uri: `pkg:github/gitleaks/gitleaks@${pinnedTools.gitleaks.version}`,
          annotations: commits,
        },
        { name: 'security/gitleaks.toml', digest: configDigest(context) },
      ],
      failedTests: lines,
    });
    if (found.length > 0)
      throw new CliError(
        `${listed(lines)}\n\n${
          found.length === 1 ? 'A secret is' : `${found.length} secrets are`
        } in the history. Revoke each first: it is known to everybody who has a clone. Then add its fingerprint to .gitleaksignore: ${
          found[0].Fingerprint
        }`,
      );
    const depth = commits.shallow ? ', not all of the history' : '';
    return { outcome: 'passed', note: `${commits.commits} commits${depth}` };
  },
};

async function countCommits({ env, source }: StageContext) {
  const git = (...args: string[]) =>
    capture('git', ['-C', source.root, ...args], env);
  return {
    commits: Number(await git('rev-list', '--count', 'HEAD')),
    shallow: (await git('rev-parse', '--is-shallow-repository')) === 'true',
  };
}

function configDigest({ source }: StageContext) {
  const file = path.join(source.root, config);
  if (!fs.existsSync(file))
    throw new CliError(
      `There is no ${config} that says what a secret looks like. Take it from the golden path.`,
    );
  return { sha256: digestOf(fs.readFileSync(file)).slice(7) };
}

async function scan(context: StageContext) {
  const { env, evidence, signal, steps } = context;
  configDigest(context);
  const logFile = evidence.report('gitleaks-install.log');
  const program = await provideTool('gitleaks', {
    ...{ env, steps, signal, logFile },
  });
  const report = evidence.report('secrets.json');
  return runScanner(
    {
      name: 'gitleaks',
      program,
      args: [
        ...['git', '--config', config, '--redact', '--no-banner'],
        ...['--report-format', 'json', '--report-path', report],
        ...['--exit-code', String(FOUND), '.'],
      ],
      done: [0, FOUND],
      report,
      schema: reportSchema,
    },
    context,
  );
}
