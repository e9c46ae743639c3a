import { verifyBundle, type Verdict } from '@companyos/evidence';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import {
  asCliError,
  exitCodeOf,
  readBundleFile,
  readNamed,
  readTrust,
} from './evidenceFiles';

export type EvidenceVerifyOptions = {
  artifact?: string;
  digest?: string;
  policy?: string;
  key?: string;
  type?: string;
  name?: string;
  repository?: string;
};

type Verified = { file: string; verdict: Verdict };

/**
 * Verifies bundles about one artifact. Ends with 0 when each is verified, with 1 when something is wrong with one, and
 * with 5 when nothing is wrong but one is absent or could not be verified.
 */
export async function evidenceVerify(
  input: { options: EvidenceVerifyOptions; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const { options } = input;
  try {
    const policy = readTrust(options, 'production', context);
    const artifact = readArtifact(options, context);
    const verified = input.arguments.map(file => ({
      file,
      verdict: verifyBundle(readBundleFile(file, context), {
        policy,
        artifact,
        predicateType: options.type,
        artifactName: options.name,
        repositoryId: options.repository,
      }),
    }));
    return {
      json: { bundles: verified.map(toJson) },
      text: verified.map(toText).join('\n\n'),
      code: exitCodeOf(verified.map(({ verdict }) => verdict.outcome)),
    };
  } catch (error) {
    throw asCliError(error);
  }
}

function readArtifact(
  { artifact, digest }: EvidenceVerifyOptions,
  context: CommandContext,
): string | Buffer {
  if (artifact !== undefined && digest === undefined)
    return readNamed(artifact, context);
  if (digest !== undefined && artifact === undefined) return digest;
  throw new UsageError(
    'Say what the evidence should be about: --artifact FILE or --digest sha256:….',
  );
}

/** The statement's body stays in the bundle, where it is signed. */
function toJson({ file, verdict: { statement, ...verdict } }: Verified) {
  return {
    file,
    ...verdict,
    ...(statement
      ? {
          statement: {
            predicateType: statement.predicateType,
            subject: statement.subject,
          },
        }
      : {}),
  };
}

function toText({ file, verdict }: Verified): string {
  const { outcome, code, reason, checks } = verdict;
  const width = Math.max(...checks.map(({ what }) => what.length));
  const lines = checks.map(({ what, against, result, detail }) => {
    const line = `  ${result.padEnd(11)}  ${what.padEnd(width)}  ${against}`;
    return detail && detail !== against ? `${line} (${detail})` : line;
  });
  return [`${file}: ${outcome} (${code}). ${reason}`, ...lines].join('\n');
}
