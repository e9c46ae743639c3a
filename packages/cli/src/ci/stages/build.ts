import fs from 'node:fs';
import path from 'node:path';
import { buildImage, findEngine } from '../image';
import type { Stage, StageContext } from '../Stage';
import { assertCommitted } from '../source';
import { buildTarball } from '../tarball';
import { make } from './make';

/** Compiles the service and packs it: an OCI image where there is a container engine, else a tarball. */
export const build: Stage = {
  name: 'build',
  title: 'Build',
  async run(context) {
    const { env, evidence, source } = context;
    await assertCommitted(source, env);
    evidence.clear();
    const packed = await pack(context);
    const { name, version, commit, committedAt, ref, repository } = source;
    evidence.writeArtifact({
      name,
      version,
      ...packed,
      commit,
      committedAt,
      ref,
      repository,
    });
    return { outcome: 'passed', note: `${packed.file}  ${packed.digest}` };
  },
};

async function pack(context: StageContext) {
  const { env, options, source } = context;
  const { artifact } = options;
  const isWanted =
    artifact === 'image' ||
    (!artifact && fs.existsSync(path.join(source.root, 'Dockerfile')));
  const engine = isWanted ? await findEngine(env) : undefined;
  if (engine ?? artifact === 'image') return buildImage(engine, context);
  await make('build', context);
  return buildTarball(context);
}
