import fs from 'node:fs';
import path from 'node:path';
import {
  BUNDLE_ENDING,
  createStatement,
  signStatement,
  type EvidenceName,
} from '@companyos/evidence';
import { CliError } from '../../errors';
import type { Artifact } from '../EvidenceFolder';
import { pushImage } from '../registry';
import type { Stage, StageContext } from '../Stage';
import { keep, signerOf } from './sign';

const needed: EvidenceName[] = ['signature', 'provenance', 'sbom', 'test'];

/** Gives the artifact its name and version, and puts it with its evidence where others find it. */
export const publish: Stage = {
  name: 'publish',
  title: 'Publish',
  async run(context) {
    const { evidence, options } = context;
    const artifact = evidence.artifact();
    for (const name of needed) {
      if (!fs.existsSync(evidence.file(`${name}${BUNDLE_ENDING}`)))
        throw new CliError(
          `Nothing is published without a signed '${name}'. Run first: companyos ci ${
            name === 'provenance' ? name : 'sign'
          }`,
        );
    }
    const purl = purlOf(artifact);
    await signRelease(purl, context);
    const places = [
      options.publishTo && copyTo(options.publishTo, artifact, context),
      options.registry && (await pushImage(options.registry, context)),
    ].filter(Boolean);
    return { outcome: 'passed', note: places.join(', ') || purl };
  },
};

/** Once: a release that is published again is the same release. */
async function signRelease(purl: string, context: StageContext) {
  const { evidence } = context;
  if (fs.existsSync(evidence.file(`release${BUNDLE_ENDING}`))) return;
  const { digest, file } = evidence.artifact();
  const statement = createStatement('release', {
    subject: { digest, name: file },
    predicate: { purl },
  });
  const signer = signerOf(context);
  keep('release', await signStatement(statement, signer.by), signer, context);
}

/**
 * Name, version and digest of a release in one.
 *
 * @see https://github.com/package-url/purl-spec
 */
export function purlOf({ name, version, kind, digest }: Artifact): string {
  return kind === 'image'
    ? `pkg:oci/${name}@${digest.replace(':', '%3A')}?tag=${version}`
    : `pkg:generic/${name}@${version}?checksum=${digest.replace(':', '%3A')}`;
}

/** The folder of a release appears whole; one that is there already is replaced by the same evidence made again. */
function copyTo(
  to: string,
  { name, version }: Artifact,
  { cwd, evidence }: StageContext,
): string {
  const releases = path.resolve(cwd, to, name);
  const target = path.join(releases, version);
  fs.mkdirSync(releases, { recursive: true });
  const draft = fs.mkdtempSync(path.join(releases, '.draft-'));
  try {
    fs.cpSync(evidence.dir, draft, { recursive: true });
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(draft, target);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return target;
}
