import { EvidenceFolder } from '../ci/EvidenceFolder';
import { verifyRun, type VerifiedBundle } from '../ci/verifyRun';
import type { CommandContext, CommandResult } from '../command';
import { CliError, exitCode } from '../errors';
import { asCliError, readTrust } from './evidenceFiles';

export type CiVerifyOptions = {
  policy?: string;
  key?: string;
  repository?: string;
  digest?: string;
};

/** Verifies what a run has signed. Ends as `evidence verify` does, and what is missing is not enough. */
export async function ciVerify(
  { options }: { options: CiVerifyOptions },
  context: CommandContext,
): Promise<CommandResult> {
  const { repository, digest } = options;
  const evidence = new EvidenceFolder(context.cwd);
  try {
    const artifact = evidence.artifact();
    if (digest !== undefined && digest !== artifact.digest)
      throw new CliError(
        `The evidence is about ${artifact.digest}, and ${digest} was asked for.`,
      );
    const verified = verifyRun(evidence, {
      policy: readTrust(options, 'development', context),
      repositoryId: repository,
    });
    return {
      json: { artifact, bundles: verified.map(toJson) },
      text: [
        `${artifact.name} ${artifact.version}: ${artifact.digest}`,
        ...verified.map(toText),
      ].join('\n'),
      code: codeOf(verified),
    };
  } catch (error) {
    throw asCliError(error);
  }
}

function codeOf(verified: VerifiedBundle[]): number {
  const outcomes = verified.map(({ verdict }) => verdict.outcome);
  if (outcomes.includes('failed')) return exitCode.failed;
  return outcomes.every(outcome => outcome === 'verified')
    ? exitCode.ok
    : exitCode.unproven;
}

function toJson({ name, verdict }: VerifiedBundle) {
  const { outcome, code, reason, signer } = verdict;
  return { name, outcome, code, reason, signer };
}

function toText({ name, verdict }: VerifiedBundle): string {
  const { outcome, code, reason } = verdict;
  return `  ${name.padEnd(10)}  ${outcome} (${code}). ${reason}`;
}
