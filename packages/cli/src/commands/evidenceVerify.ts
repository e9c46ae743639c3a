import path from 'node:path';
import { verifyBundle, type Verdict } from '@companyos/evidence';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import {
  asCliError,
  bundlesIn,
  exitCodeOf,
  isFolder,
  readBundleFile,
  readNamed,
  readTrust,
} from '../evidence/evidenceFiles';
import { readArtifact } from '../evidence/gateFiles';

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
 * Verifies bundles about one artifact, or all that a run has left in a folder. Ends with 0 when each is verified, with 1 when something is wrong with one, and
 * with 5 when nothing is wrong but one is absent or could not be verified.
 */
export async function evidenceVerify(
  input: { options: EvidenceVerifyOptions; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const { options } = input;
  try {
    const policy = readTrust(options, 'production', context);
    const { files, artifact, name } = question(input, context);
    const verified = files.map(file => ({
      file,
      verdict: verifyBundle(readBundleFile(file, context), {
        policy,
        artifact,
        predicateType: options.type,
        artifactName: name,
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

/** Which bundles, and what they should be about: the folder of a run has both. */
function question(
  input: { options: EvidenceVerifyOptions; arguments: string[] },
  context: CommandContext,
): { files: string[]; artifact: string | Buffer; name?: string } {
  const { options, arguments: named } = input;
  const [folder] = named;
  const isRun = named.length === 1 && isFolder(folder, context);
  const files = isRun ? bundlesIn(folder, context) : named;
  const { artifact, digest, name } = options;
  if (!isRun || artifact !== undefined || digest !== undefined)
    return { files, artifact: readNamedArtifact(options, context), name };
  const built = readArtifact(folder, context);
  return {
    files,
    artifact: readNamed(path.join(folder, built.file), context),
    name: name ?? built.name,
  };
}

function readNamedArtifact(
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
