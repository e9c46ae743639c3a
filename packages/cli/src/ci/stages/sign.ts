import {
  parseTrustPolicy,
  signArtifact,
  signStatement,
  verifyBundle,
  type EvidenceName,
} from '@companyos/evidence';
import { CliError } from '../../errors';
import { chooseSigner, type ChosenSigner } from '../../signing';
import type { Stage, StageContext } from '../Stage';

/** What has to be said of an artifact before it is signed, and by which stage. */
const needed: EvidenceName[] = ['test', 'sast', 'secrets', 'sbom'];

/** Signs the artifact, and what the stages before have said of it. */
export const sign: Stage = {
  name: 'sign',
  title: 'Sign',
  async run(context) {
    const { evidence } = context;
    assertOfThisCommit(context);
    const statements = needed.map(
      name => [name, signable(name, context)] as const,
    );
    const scan = evidence.statement('scan');
    const signer = signerOf(context);
    const bytes = evidence.artifactBytes();
    keep('signature', await signArtifact(bytes, signer.by), signer, context);
    for (const [name, statement] of [
      ...statements,
      ...(scan ? ([['scan', scan]] as const) : []),
    ]) {
      keep(name, await signStatement(statement, signer.by), signer, context);
    }
    return { outcome: 'passed', note: `by ${signer.name}` };
  },
};

/** Who signs in this run. */
export function signerOf({ env, options, source }: StageContext): ChosenSigner {
  if (env.GITHUB_EVENT_NAME?.startsWith('pull_request'))
    throw new CliError(
      'What a pull request builds is not signed: nobody has accepted it yet.',
    );
  return chooseSigner({ key: options.key, cwd: source.root, env });
}

/**
 * Writes a bundle, once it verifies: a signature that nobody could verify later must fail the build now. What was signed
 * without a key is verified where it is used, under a trusted root that this machine does not have.
 */
export function keep(
  name: EvidenceName,
  bundle: Buffer,
  signer: ChosenSigner,
  { evidence }: Pick<StageContext, 'evidence'>,
) {
  if (signer.key) {
    const { publicKey } = signer.key;
    const policy = parseTrustPolicy({
      keys: [{ name: 'this-run', publicKey, purpose: 'development' }],
    });
    const artifact = evidence.artifactBytes();
    const { outcome, reason } = verifyBundle(bundle, { policy, artifact });
    if (outcome !== 'verified')
      throw new CliError(
        `The ${name} was signed and does not verify: ${reason}`,
      );
  }
  evidence.writeBundle(name, bundle);
}

/** In CI the folder comes from another job, which ran code that nobody has to believe. */
function assertOfThisCommit({ evidence, source }: StageContext) {
  const { commit } = evidence.artifact();
  if (commit !== source.commit)
    throw new CliError(
      `The artifact was built from the commit ${commit}, and this is ${source.commit}. Run again: companyos ci run`,
    );
}

function signable(name: EvidenceName, { evidence }: StageContext) {
  const statement = evidence.statement(name);
  if (!statement)
    throw new CliError(
      `Nothing is signed without the evidence '${name}'. Run first: companyos ci ${name}`,
    );
  const { result } = (statement.predicate ?? {}) as { result?: string };
  if (result === 'FAILED')
    throw new CliError(
      `Nothing is signed, because '${name}' failed. Correct that and run: companyos ci run`,
    );
  const { digest } = evidence.artifact();
  if (statement.subject[0].digest?.sha256 !== digest.slice('sha256:'.length))
    throw new CliError(
      `The evidence '${name}' is about another artifact than ${digest}. Run again: companyos ci ${name}`,
    );
  return statement;
}
