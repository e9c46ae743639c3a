import fs from 'node:fs';
import path from 'node:path';
import { exec } from '../../process/exec';
import type { SuiteContext } from '../Suite';
import { MockSigstore } from './MockSigstore';
import { createRepository, serveCli, type Repository } from './repository';
import type { WorkflowRun } from './runWorkflow';

const repositoryId = '4711';
const workflowUri = (name: string) =>
  `https://github.com/companyos/portal/.github/workflows/${name}.yml@refs/tags/v1`;

/** A service on a host, with all that its workflows ask: the CLI, Sigstore, advisories and what the company has set. */
export type Situation = {
  repository: Repository;
  trustedRoot: Record<string, unknown>;
  /** Who signs, in the certificate. */
  workflowUri(workflow: string): string;
  /** A run of a push to main by that workflow. */
  push(workflow: 'golden-path' | 'deploy', name: string): WorkflowRun;
  stop(): Promise<void>;
};

/** Renders the service and starts what its workflows talk to. */
export async function startSituation(
  context: SuiteContext,
): Promise<Situation> {
  const { checkout, dir, env, signal } = context;
  const cli = await serveCli(checkout.state('cli'));
  let sigstore: MockSigstore | undefined;
  const stop = async () => {
    await sigstore?.stop();
    await cli.stop();
  };
  try {
    const repository = await createRepository(context, cli.url);
    const name = path.basename(repository.dir);
    const claims = (workflow: string) => ({
      sub: workflowUri(workflow),
      repository: `acme/${name}`,
      repository_id: repositoryId,
      ref: 'refs/heads/main',
      sha: repository.sha,
    });
    const started = await MockSigstore.start({
      claims: {
        'golden-path': claims('golden-path'),
        deploy: claims('deploy'),
      },
      ...{ checkout, dir, env, signal },
    });
    sigstore = started;
    const advisories = await makeAdvisories(context);
    const artifacts = path.join(dir, 'artifacts');
    fs.rmSync(artifacts, { recursive: true, force: true });
    return {
      repository,
      trustedRoot: started.trustedRoot,
      workflowUri,
      stop,
      push: (workflow, run) => {
        const { ACTIONS_ID_TOKEN_REQUEST_TOKEN, ACTIONS_ID_TOKEN_REQUEST_URL } =
          started.environments[workflow];
        const { COMPANYOS_FULCIO_URL, COMPANYOS_REKOR_URL } =
          started.environments[workflow];
        return {
          origin: repository.dir,
          dir: path.join(dir, run),
          artifacts,
          github: {
            event_name: 'push',
            ref: 'refs/heads/main',
            ref_name: 'main',
            ref_type: 'branch',
            sha: repository.sha,
            repository: `acme/${name}`,
            repository_id: repositoryId,
            run_id: '4425592351',
            workflow_ref: `acme/${name}/.github/workflows/ci.yml@refs/heads/main`,
            token: 'github-token',
            event: { repository: { default_branch: 'main' } },
          },
          inputs: {},
          vars: {
            COMPANYOS_FULCIO_URL,
            COMPANYOS_REKOR_URL,
            COMPANYOS_TRUST_POLICY: JSON.stringify(
              trustPolicy(started.trustedRoot),
            ),
          },
          secrets: {},
          env: { ...runnerEnvironment(env), COMPANYOS_ADVISORIES: advisories },
          identity: {
            ACTIONS_ID_TOKEN_REQUEST_TOKEN,
            ACTIONS_ID_TOKEN_REQUEST_URL,
          },
          signal,
        };
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What this machine lends to a runner: nothing that could sign, or would be taken for what GitHub says. */
function runnerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(GITHUB|ACTIONS|RUNNER|SIGSTORE)_/.test(name) &&
        (!/^COMPANYOS_/.test(name) || name === 'COMPANYOS_CACHE'),
    ),
  );
}

function trustPolicy(trustedRoot: Record<string, unknown>) {
  return {
    sigstore: [
      {
        name: 'company',
        trustedRoot,
        identities: [
          {
            issuer: 'https://token.actions.githubusercontent.com',
            subject: workflowUri('golden-path'),
            refPattern: '^refs/(heads/main|tags/v.+)$',
            statements: [
              ...['signature', 'slsaProvenance', 'cyclonedx', 'testResult'],
              ...['vulnerabilities', 'release'],
            ],
          },
        ],
      },
    ],
  };
}

/** A database of one advisory, as OSV exports them, about a package that the service does not have. */
async function makeAdvisories({
  dir,
  env,
  signal,
}: SuiteContext): Promise<string> {
  const folder = path.join(dir, 'advisories');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'npm'), { recursive: true });
  const id = 'GHSA-aaaa-bbbb-cccc';
  const advisory = {
    schema_version: '1.6.0',
    id,
    modified: '2026-11-01T00:00:00Z',
    summary: 'An advisory about a package that nobody has',
    affected: [
      {
        package: { ecosystem: 'npm', name: 'companyos-nobody-has-this' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
      },
    ],
  };
  fs.writeFileSync(path.join(folder, `${id}.json`), JSON.stringify(advisory));
  await exec(
    'python3',
    ['-m', 'zipfile', '-c', path.join('npm', 'all.zip'), `${id}.json`],
    { cwd: folder, env, logFile: path.join(dir, 'advisories.log'), signal },
  );
  return folder;
}
