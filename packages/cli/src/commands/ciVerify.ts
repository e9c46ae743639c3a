import { EvidenceFolder } from '../ci/EvidenceFolder';
import { verifyRun, type VerifiedBundle } from '../ci/verifyRun';
import type { CommandContext, CommandResult } from '../command';
import { CliError } from '../errors';
import { asCliError, exitCodeOf, readTrust } from '../evidence/evidenceFiles';

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
      code: exitCodeOf(verified.map(({ verdict }) => verdict.outcome)),
    };
  } catch (error) {
    throw asCliError(error);
  }
}

function toJson({ name, verdict }: VerifiedBundle) {
  const { outcome, code, reason, signer } = verdict;
  return { name, outcome, code, reason, signer };
}

function toText({ name, verdict }: VerifiedBundle): string {
  const { outcome, code, reason } = verdict;
  return `  ${name.padEnd(10)}  ${outcome} (${code}). ${reason}`;
}
