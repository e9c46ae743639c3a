import fs from 'node:fs';
import path from 'node:path';
import { digestOf } from '@companyos/evidence';
import { list } from 'tar';
import { z } from 'zod/v4';
import { CliError, MissingError } from '../errors';
import { capture, exec } from '../process/exec';
import type { Artifact } from './EvidenceFolder';
import type { StageContext } from './Stage';

/** A program that builds OCI images, and answers. */
export type Engine = 'docker' | 'podman';

/** The container engine of this machine, if one runs. */
export async function findEngine(
  env: NodeJS.ProcessEnv,
): Promise<Engine | undefined> {
  const docker = ['info', '--format', '{{.ServerVersion}}'];
  if (await capture('docker', docker, env)) return 'docker';
  const podman = ['info', '--format', '{{.Version.Version}}'];
  if (await capture('podman', podman, env)) return 'podman';
  return undefined;
}

/**
 * Builds the image of the Dockerfile into an OCI archive, labelled with commit and time. The manifest, whose digest is
 * the image's, is kept beside it: that is what gets signed.
 *
 * @throws MissingError without an engine, CliError when the build fails.
 */
export async function buildImage(
  engine: Engine | undefined,
  context: StageContext,
): Promise<Pick<Artifact, 'kind' | 'file' | 'digest' | 'archive'>> {
  if (!engine)
    throw new MissingError(
      'An image was asked for, and neither docker nor podman answers. Start one, or build a tarball: --artifact tarball',
    );
  const { evidence, source } = context;
  const stem = `${source.name}-${source.version}`;
  const archive = `${stem}.oci.tar`;
  const target = evidence.file(archive);
  if (engine === 'docker') await buildWithDocker(target, context);
  else await buildWithPodman(target, context);
  const manifest = readManifest(target);
  const file = `${stem}.manifest.json`;
  fs.writeFileSync(evidence.file(file), manifest);
  return { kind: 'image', file, digest: digestOf(manifest), archive };
}

/** @see https://github.com/opencontainers/image-spec/blob/main/annotations.md */
function labels({ source }: StageContext): string[] {
  const values = {
    title: source.name,
    version: source.version,
    revision: source.commit,
    created: source.committedAt,
    ...(source.repository ? { source: source.repository } : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => [
    '--label',
    `org.opencontainers.image.${name}=${value}`,
  ]);
}

function seconds({ source }: StageContext): string {
  return String(Math.floor(Date.parse(source.committedAt) / 1000));
}

function run(engine: Engine, args: string[], context: StageContext) {
  return exec(engine, args, {
    cwd: context.source.root,
    env: { ...context.env, SOURCE_DATE_EPOCH: seconds(context) },
    logFile: context.evidence.report(`image-${args[0]}.log`),
    signal: context.signal,
  });
}

function buildWithDocker(target: string, context: StageContext) {
  // Its own attestations would make the manifest an index, and say less than ours.
  const plain = ['--provenance=false', '--sbom=false'];
  const output = `type=oci,dest=${target},rewrite-timestamp=true`;
  return run(
    'docker',
    ['buildx', 'build', ...plain, ...labels(context), '--output', output, '.'],
    context,
  );
}

async function buildWithPodman(target: string, context: StageContext) {
  const { name, version } = context.source;
  const tag = `localhost/${name}:${version}`;
  const time = ['--timestamp', seconds(context)];
  await run(
    'podman',
    ['build', ...time, ...labels(context), '--tag', tag, '.'],
    context,
  );
  fs.rmSync(target, { force: true });
  await run(
    'podman',
    ['save', '--format', 'oci-archive', '--output', target, tag],
    context,
  );
}

const indexSchema = z.looseObject({
  manifests: z.tuple([
    z.looseObject({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) }),
  ]),
});

/** @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
function readManifest(archive: string): Buffer {
  const text = readMember(archive, 'index.json')?.toString('utf8');
  const index = indexSchema.safeParse(JSON.parse(text ?? 'null'));
  if (!index.success)
    throw new CliError(`${archive} is not an OCI archive of one image.`);
  const { digest } = index.data.manifests[0];
  const manifest = readMember(archive, `blobs/sha256/${digest.slice(7)}`);
  if (manifest === undefined || digestOf(manifest) !== digest)
    throw new CliError(
      `${archive} does not hold the manifest ${digest} that it names.`,
    );
  return manifest;
}

function readMember(archive: string, member: string): Buffer | undefined {
  const chunks: Buffer[] = [];
  let found = false;
  list({
    file: archive,
    sync: true,
    onReadEntry: entry => {
      if (path.posix.normalize(entry.path) !== member) return;
      found = true;
      // copied, because the next chunk comes in the same memory
      entry.on('data', chunk => chunks.push(Buffer.from(chunk)));
    },
  });
  return found ? Buffer.concat(chunks) : undefined;
}
