import fs from 'node:fs';
import path from 'node:path';
import {
  createStatement,
  digestOf,
  signStatement,
  type Predicate,
} from '@companyos/evidence';
import { invocationOf, workflowOf } from '../invocation';
import type { Stage, StageContext } from '../Stage';
import { keep, signerOf } from './sign';

const buildType = 'https://companyos.dev/buildtypes/service/v1';

/** Says how the artifact came to be, and signs that. */
export const provenance: Stage = {
  name: 'provenance',
  title: 'State the provenance',
  async run(context) {
    const { evidence } = context;
    const { digest, file } = evidence.artifact();
    const predicate = predicateOf(context);
    const statement = createStatement('slsaProvenance', {
      subject: { digest, name: file },
      predicate,
    });
    const signer = signerOf(context);
    keep(
      'provenance',
      await signStatement(statement, signer.by),
      signer,
      context,
    );
    return { outcome: 'passed', note: predicate.runDetails.builder.id };
  },
};

/** @see https://slsa.dev/spec/v1.1/provenance */
function predicateOf(context: StageContext): Predicate<'slsaProvenance'> {
  const { evidence, source } = context;
  const { commit, kind, ref, repository } = evidence.artifact();
  const run = evidence.run();
  return {
    buildDefinition: {
      buildType,
      externalParameters: { repository, ref, artifact: kind },
      internalParameters: { stages: run?.stages.map(({ name }) => name) },
      resolvedDependencies: [
        {
          name: source.name,
          ...(repository ? { uri: `git+${repository}` } : {}),
          digest: { gitCommit: commit },
        },
        lockFile(source.root),
      ],
    },
    runDetails: {
      builder: builderOf(context.env),
      metadata: {
        invocationId: invocationOf(context.env),
        startedOn: run?.startedOn,
        finishedOn: new Date().toISOString(),
      },
    },
  };
}

function lockFile(root: string) {
  const name = 'package-lock.json';
  const digest = digestOf(fs.readFileSync(path.join(root, name)));
  return { name, digest: { sha256: digest.slice('sha256:'.length) } };
}

function builderOf(env: NodeJS.ProcessEnv) {
  return {
    // a person's machine proves nothing by itself
    id: workflowOf(env) ?? 'https://companyos.dev/builders/laptop/v1',
    version: {
      companyos: process.env.COMPANYOS_CLI_VERSION ?? 'checkout',
      node: process.versions.node,
    },
  };
}
