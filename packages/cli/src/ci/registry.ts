import fs from 'node:fs';
import path from 'node:path';
import { BUNDLE_ENDING, EVIDENCE_NAMES } from '@companyos/evidence';
import { CliError, UsageError } from '../errors';
import { exec } from '../process/exec';
import { provideTool } from '../tools/provideTool';
import type { StageContext } from './Stage';

const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/**
 * Copies the image into a registry, as the bytes that were signed, and attaches each signed statement to it as a
 * referrer, where `cosign` and admission controllers look. The credentials are those of `docker login`.
 *
 * Doing it again changes nothing: the same content gets the same digests.
 *
 * @param registry - with its path, such as `ghcr.io/acme`
 * @returns the image's name by digest
 * @throws UsageError when the artifact is no image, CliError when the registry refuses.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject
 */
export async function pushImage(
  registry: string,
  context: StageContext,
): Promise<string> {
  const { evidence } = context;
  const { archive, committedAt, digest, name, version } = imageOf(context);
  const image = `${registry}/${name}`;
  const oras = await orasFor(image, context);
  await oras.run('push-image', [
    ...['cp', '--from-oci-layout', `${evidence.file(archive)}@${digest}`],
    ...(oras.isPlain ? ['--to-plain-http'] : []),
    `${image}:${version}`,
  ]);
  // The artifact's bare signature stays out: cosign looks for statements alone.
  const names = EVIDENCE_NAMES.filter(
    one => one !== 'signature' && fs.existsSync(bundleFile(one, context)),
  );
  for (const one of names) {
    await oras.run(`push-${one}`, [
      ...['attach', ...(oras.isPlain ? ['--plain-http'] : [])],
      ...['--artifact-type', bundleType],
      ...annotations(bundleFile(one, context), committedAt),
      `${image}@${digest}`,
      `${path.basename(bundleFile(one, context))}:${bundleType}`,
    ]);
  }
  return `${image}@${digest}`;
}

function imageOf({ evidence }: StageContext) {
  const { archive, ...artifact } = evidence.artifact();
  if (!archive)
    throw new UsageError(
      'Only an image can be pushed to a registry, and a tarball was built. Build with --artifact image, or publish --to a folder.',
    );
  return { ...artifact, archive };
}

function bundleFile(name: string, { evidence }: StageContext): string {
  return evidence.file(`${name}${BUNDLE_ENDING}`);
}

/** What cosign looks at before it fetches a bundle. With a fixed time the same bundle is the same referrer. */
function annotations(file: string, created: string): string[] {
  const { dsseEnvelope } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const { predicateType } = JSON.parse(
    Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8'),
  );
  return [
    'dev.sigstore.bundle.content=dsse-envelope',
    `dev.sigstore.bundle.predicateType=${predicateType}`,
    `org.opencontainers.image.created=${created}`,
  ].flatMap(annotation => ['--annotation', annotation]);
}

async function orasFor(image: string, context: StageContext) {
  const { env, evidence, signal, steps } = context;
  const logFile = evidence.report('oras-install.log');
  const program = await provideTool('oras', { env, steps, signal, logFile });
  return {
    isPlain: /^(localhost|127\.0\.0\.1)(:\d+)?\//.test(image),
    async run(report: string, args: string[]) {
      try {
        await exec(program, args, {
          cwd: evidence.dir,
          env,
          logFile: evidence.report(`${report}.log`),
          signal,
        });
      } catch (error) {
        signal.throwIfAborted();
        throw new CliError(
          `The registry did not take ${image}: ${
            (error as Error).message
          } What was pushed before stays; it is safe to publish again.`,
          undefined,
          { cause: error },
        );
      }
    },
  };
}
