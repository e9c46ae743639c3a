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
  const { artifact } = context.options;
  const engine =
    artifact === 'tarball' ? undefined : await findEngine(context.env);
  if (engine) return buildImage(engine, context);
  if (artifact === 'image') return buildImage(undefined, context);
  await make('build', context);
  return buildTarball(context);
}
