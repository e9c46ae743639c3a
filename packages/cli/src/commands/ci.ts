import { EvidenceError } from '@companyos/evidence';
import { stages, stagesOfMain } from '../ci';
import { EvidenceFolder, type RunRecord } from '../ci/EvidenceFolder';
import { runStages } from '../ci/runStages';
import { readSource } from '../ci/source';
import type { CiOptions, Stage, StageContext } from '../ci/Stage';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import { asCliError } from '../evidence/evidenceFiles';

/** The options of all stages, as the command line has them. */
export type CiCommandOptions = {
  artifact?: string;
  advisories?: string;
  environment?: string;
  exceptions?: string;
  policy?: string;
  key?: string;
  to?: string;
  registry?: string;
};

type Input = { options: CiCommandOptions };

/** Runs one stage on the clone around the current folder. */
export function ciStage(name: string) {
  return async (
    { options }: Input,
    context: CommandContext,
  ): Promise<CommandResult> => {
    const stage = stages.find(one => one.name === name);
    if (!stage) throw new UsageError(`There is no stage '${name}'.`);
    const { result } = await run([stage], options, context);
    return result;
  };
}

/** Runs the whole pipeline. What a pull request builds is checked, and neither signed nor published. */
export async function ciRun(
  { options }: Input,
  context: CommandContext,
): Promise<CommandResult> {
  const isPullRequest =
    context.env.GITHUB_EVENT_NAME?.startsWith('pull_request');
  const wanted = stages.filter(
    stage => !isPullRequest || !stagesOfMain.includes(stage),
  );
  const { result, done, evidence } = await run(wanted, options, context);
  const { file, digest } = evidence.artifact();
  const unavailable = done.filter(({ outcome }) => outcome === 'unavailable');
  const lines = [
    `${file}: ${digest}`,
    isPullRequest
      ? 'Checked. Nothing was signed, because this is a pull request.'
      : 'Signed, with provenance.',
    ...unavailable.map(
      ({ name }) =>
        `'${name}' is unavailable: no release gate will open for this artifact.`,
    ),
  ];
  return { ...result, text: lines.join('\n') };
}

async function run(
  wanted: Stage[],
  options: CiCommandOptions,
  context: CommandContext,
): Promise<{
  result: CommandResult;
  done: RunRecord['stages'];
  evidence: EvidenceFolder;
}> {
  const source = await readSource(context.cwd, context.env);
  const evidence = new EvidenceFolder(source.root);
  const stageContext: StageContext = {
    ...context,
    source,
    evidence,
    options: checked(options, context.env),
  };
  try {
    const done = await runStages(wanted, stageContext);
    const artifact = evidence.artifact();
    return { result: { json: { artifact, stages: done } }, done, evidence };
  } catch (error) {
    throw error instanceof EvidenceError ? asCliError(error) : error;
  }
}

/** What is not on the command line can be in the environment, which the local Git host hands on. */
function checked(options: CiCommandOptions, env: NodeJS.ProcessEnv): CiOptions {
  const artifact = options.artifact ?? env.COMPANYOS_ARTIFACT;
  if (artifact !== undefined && artifact !== 'tarball' && artifact !== 'image')
    throw new UsageError(
      `The artifact cannot be a '${artifact}': use tarball or image, or leave it out.`,
    );
  return {
    key: options.key,
    artifact,
    advisories: options.advisories ?? env.COMPANYOS_ADVISORIES,
    environment: options.environment,
    exceptions: options.exceptions,
    policy: options.policy,
    publishTo: options.to ?? env.COMPANYOS_PUBLISH_TO,
    registry: options.registry ?? env.COMPANYOS_REGISTRY,
  };
}
