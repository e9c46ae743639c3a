import {
  createStatement,
  digestOf,
  signStatement,
  type Predicate,
} from '@companyos/evidence';
import { EvidenceFolder } from '../ci/EvidenceFolder';
import { invocationOf, workflowOf } from '../ci/invocation';
import { keep } from '../ci/stages/sign';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import { chooseSigner } from '../signing';
import { asCliError } from '../evidence/evidenceFiles';

export type DeployRecordOptions = {
  environment?: string;
  result?: string;
  started?: string;
  strategy?: string;
  target?: string;
  key?: string;
};

type Deployment = Predicate<'deployment'>;

/** States what became of a deployment, signed, in the folder whose evidence allowed it. */
export async function deployRecord(
  { options }: { options: DeployRecordOptions },
  context: CommandContext,
): Promise<CommandResult> {
  const { environment, result, started } = options;
  if (!environment || !result || !started)
    throw new UsageError(
      'Say what happened: --environment NAME --result SUCCEEDED|FAILED|ROLLED_BACK --started TIME.',
    );
  const { cwd, env } = context;
  const evidence = new EvidenceFolder(cwd);
  const artifact = evidence.artifact();
  const gate = evidence.bundle('gate');
  const predicate: Deployment = {
    environment,
    // held against the schema where the statement is made
    result: result as Deployment['result'],
    strategy: (options.strategy ?? 'rolling') as Deployment['strategy'],
    startedOn: started,
    finishedOn: new Date().toISOString(),
    version: artifact.version,
    deployer: {
      id: workflowOf(env) ?? 'https://companyos.dev/deployers/laptop/v1',
      invocationId: invocationOf(env),
    },
    ...(options.target ? { target: { uri: options.target } } : {}),
    ...(gate
      ? {
          gate: {
            name: 'gate.sigstore.json',
            digest: { sha256: digestOf(gate).slice('sha256:'.length) },
          },
        }
      : {}),
  };
  try {
    const statement = createStatement('deployment', {
      subject: { digest: artifact.digest, name: artifact.file },
      predicate,
    });
    const signer = chooseSigner({ key: options.key, cwd, env });
    const bundle = await signStatement(statement, signer.by);
    keep('deployment', bundle, signer, { evidence });
    return {
      json: { digest: artifact.digest, deployment: predicate },
      text: `${artifact.name} ${artifact.version} in ${environment}: ${result}, signed by ${signer.name}.`,
    };
  } catch (error) {
    throw asCliError(error);
  }
}
