import fs from 'node:fs';
import path from 'node:path';
import {
  BUNDLE_ENDING,
  GATED_STATEMENTS,
  type GatedStatement,
  type VexBundle,
} from '@companyos/evidence';
import { artifactSchema, type Artifact } from '../ci/EvidenceFolder';
import type { CommandContext } from '../command';
import { UsageError } from '../errors';
import { isFolder, readBundleFile, readJson } from './evidenceFiles';

/** Where a service keeps its exceptions. */
const EXCEPTIONS_FOLDER = path.join('security', 'exceptions');

/** What a run has left about a release. Nothing of it is verified. */
export type ReleaseFiles = {
  artifact: Artifact;
  /** The artifact itself, where it is there. */
  bytes?: Buffer;
  bundles: Partial<Record<GatedStatement, Buffer>>;
  exceptions: VexBundle[];
};

/**
 * Reads the evidence of a run, and the exceptions.
 *
 * @param exceptions - folder that has to be there; absent: that of the service, if it has one
 * @throws UsageError when there is no run to judge
 */
export function readRelease(
  folder: string,
  exceptions: string | undefined,
  context: CommandContext,
): ReleaseFiles {
  const artifact = readArtifact(folder, context);
  const file = path.resolve(context.cwd, folder, artifact.file);
  const bundles = Object.fromEntries(
    GATED_STATEMENTS.map(name => [
      name,
      readBundleFile(path.join(folder, `${name}${BUNDLE_ENDING}`), context),
    ]).filter(([, bytes]) => bytes !== undefined),
  );
  return {
    artifact,
    bytes: fs.existsSync(file) ? fs.readFileSync(file) : undefined,
    bundles,
    exceptions: [
      ...vexIn(folder, context),
      ...readExceptions(exceptions, context),
    ],
  };
}

/**
 * Reads what the run of a folder has built.
 *
 * @throws UsageError when it was no run, or its `artifact.json` cannot be read
 */
export function readArtifact(
  folder: string,
  context: CommandContext,
): Artifact {
  const file = path.join(folder, 'artifact.json');
  if (!fs.existsSync(path.resolve(context.cwd, file)))
    throw new UsageError(
      `There is no '${file}', so nothing has been built that could be judged. Run: companyos ci run`,
    );
  const parsed = artifactSchema.safeParse(readJson(file, context));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `'${file}' does not say which artifact it is. ${parsed.error.issues
      .map(issue => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ')}.`,
  );
}

function existing(folder: string | undefined, context: CommandContext): string {
  if (folder !== undefined && !isFolder(folder, context))
    throw new UsageError(`The folder of exceptions '${folder}' is not there.`);
  return folder ?? EXCEPTIONS_FOLDER;
}

/**
 * Reads the exceptions of a service. Nothing of them is verified.
 *
 * @param folder - has to be there; absent: that of the service, if it has one
 */
export function readExceptions(
  folder: string | undefined,
  context: CommandContext,
): VexBundle[] {
  return vexIn(existing(folder, context), context);
}

function vexIn(folder: string, context: CommandContext): VexBundle[] {
  if (!isFolder(folder, context)) return [];
  return fs
    .readdirSync(path.resolve(context.cwd, folder))
    .filter(name => name.startsWith('vex') && name.endsWith(BUNDLE_ENDING))
    .sort()
    .map(name => path.join(folder, name))
    .flatMap(source => {
      const bytes = readBundleFile(source, context);
      return bytes ? [{ source, bytes }] : [];
    });
}
