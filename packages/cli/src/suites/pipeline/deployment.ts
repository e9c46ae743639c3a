import fs from 'node:fs';
import path from 'node:path';
import { digestOf, parseTrustPolicy, verifyBundle } from '@companyos/evidence';
import { provideTool } from '../../tools/provideTool';
import type { Checks } from '../check';
import type { SuiteContext } from '../Suite';
import {
  attempt,
  changeArtifact,
  editArtifact,
  readArtifact,
  stepsSucceed,
  stoppedBy,
  type Attempt,
} from './attempt';
import { writeHelm } from './helm';
import type { WorkflowRun } from './runWorkflow';
import type { Situation } from './situation';
import { readWorkflow } from './workflow';

const cluster = 'apiVersion: v1\nkind: Config\n';
const otherArtifact = Buffer.from('another artifact\n');
const verification = 'Verify signature and evidence';

type Deployed = Attempt & {
  /** Arguments of `helm upgrade`; undefined where it was not called. */
  helm?: string;
  rendered: string;
  /** The signed record, or why there is none. */
  record: Record<string, unknown> | string;
};

/**
 * Runs `deploy.yml` with the evidence that the golden path has left; then with evidence that must not be deployed, and
 * with a cluster that refuses.
 */
export async function checkDeployment(
  situation: Situation,
  context: SuiteContext,
): Promise<Checks> {
  const workflow = readWorkflow(
    context.checkout.resolve('.github', 'workflows', 'deploy.yml'),
  );
  const realHelm = await provideTool('helm', context);
  const program = writeHelm(context.dir);
  const chart = context.checkout.resolve('charts', 'service');
  const published = path.join(
    situation.push('deploy', '').artifacts,
    'evidence',
  );
  const { digest, file, version } = readArtifact(published);

  async function deploy(
    name: string,
    change: (evidence: string) => void = () => {},
    more: { inputs?: Record<string, string>; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Deployed> {
    const run: WorkflowRun = situation.push('deploy', `deploy-${name}`);
    const calls = path.join(context.dir, `helm-${name}`);
    fs.rmSync(calls, { force: true });
    const tried = await attempt(
      workflow,
      {
        ...run,
        inputs: {
          environment: 'production',
          digest,
          'run-id': run.github.run_id,
          chart,
          'chart-version': '1.0.0',
          namespace: 'crm',
          'decision-log': 'https://portal.example.com/api/decision-log/v1',
          ...more.inputs,
        },
        secrets: { KUBECONFIG: cluster },
        env: {
          ...run.env,
          HELM_BIN: program,
          REAL_HELM: realHelm,
          HELM_CALLS: calls,
          ...more.env,
        },
      },
      { artifact: 'evidence', change },
    );
    const read = (from: string) =>
      fs.existsSync(from) ? fs.readFileSync(from, 'utf8') : undefined;
    return {
      ...tried,
      helm: read(calls),
      rendered: read(`${calls}.yaml`) ?? '',
      record: readRecord(tried.artifacts, published, situation),
    };
  }

  /** Whether nothing has reached the cluster, and it was this step that saw to it. */
  async function refused(
    step: string,
    reason: string,
    ...args: Parameters<typeof deploy>
  ): Promise<boolean | string> {
    const done = await deploy(...args);
    return (
      (stoppedBy(done, { step, reason }) &&
        done.helm === undefined &&
        typeof done.record === 'string') ||
      JSON.stringify([done.stopped, done.helm, done.record])
    );
  }

  const good = await deploy('good');
  const { workspace } = good.jobs.deploy;
  const failing = await deploy('failing', undefined, {
    env: { HELM_ENDS_WITH: '1' },
  });
  return {
    ...stepsSucceed(good.jobs, workflow, ['Upload the record to the portal']),
    'the chart runs the digest that was verified':
      good.rendered.includes(
        `image: ghcr.io/acme/customer-records@${digest}`,
      ) || good.rendered,
    'its OPA sends decisions to the portal':
      [
        'https://portal.example.com/api/decision-log/v1',
        'customer-records-decision-log',
      ].every(text => good.rendered.includes(text)) || good.rendered,
    'helm waits, and goes back by itself':
      ['--wait', '--rollback-on-failure', '--install'].every(option =>
        good.helm?.split('\n').includes(option),
      ) || `${good.helm}`,
    'access to the cluster is gone afterwards': !fs.existsSync(
      path.join(workspace, '..', 'temp', 'kubeconfig'),
    ),
    'a deployment is recorded, with the decision that allowed it':
      (matches(good.record, { result: 'SUCCEEDED', version }) &&
        namesGate(good)) ||
      JSON.stringify(good.record),
    'one that failed is recorded as such':
      (failing.jobs.deploy.result === 'failure' &&
        failing.stopped?.step === 'Roll out' &&
        matches(failing.record, { result: 'FAILED', version })) ||
      JSON.stringify([failing.stopped, failing.record]),
    'a changed artifact is not deployed': await refused(
      verification,
      'is not the file that was built',
      'changed-artifact',
      changeArtifact,
    ),
    'another artifact than was asked for is not deployed': await refused(
      verification,
      'was asked for',
      'other-digest',
      undefined,
      { inputs: { digest: `sha256:${'0'.repeat(64)}` } },
    ),
    'an artifact without its signature is not deployed': await refused(
      verification,
      'EVIDENCE_ABSENT',
      'unsigned',
      evidence => fs.rmSync(path.join(evidence, 'signature.sigstore.json')),
    ),
    'a release under another version is not deployed': await refused(
      verification,
      'its name or version was changed',
      'other-version',
      evidence => editArtifact(evidence, { version: '9.9.9' }),
    ),
    'evidence about another artifact is not enough': await refused(
      verification,
      'EVIDENCE_SUBJECT_MISMATCH',
      'other-artifact',
      evidence => replaceArtifact(evidence, file),
      { inputs: { digest: digestOf(otherArtifact) } },
    ),
    'what the gate denies is not deployed': await refused(
      'Ask the release gate',
      'deny',
      'without-scan',
      evidence => fs.rmSync(path.join(evidence, 'scan.sigstore.json')),
    ),
  };
}

/** Puts another artifact in the place of the signed one, and says so. */
function replaceArtifact(evidence: string, file: string) {
  fs.writeFileSync(path.join(evidence, file), otherArtifact);
  editArtifact(evidence, { digest: digestOf(otherArtifact) });
}

function readRecord(
  artifacts: string,
  published: string,
  { trustedRoot, workflowUri }: Situation,
): Record<string, unknown> | string {
  const file = path.join(
    artifacts,
    'deployment-production',
    'deployment.sigstore.json',
  );
  if (!fs.existsSync(file)) return 'not recorded';
  const { reason, statement } = verifyBundle(fs.readFileSync(file), {
    artifact: readArtifact(published).digest,
    predicateType: 'https://companyos.dev/attestation/deployment/v1',
    repositoryId: '4711',
    policy: parseTrustPolicy({
      sigstore: [
        {
          name: 'company',
          trustedRoot,
          identities: [
            {
              issuer: 'https://token.actions.githubusercontent.com',
              subject: workflowUri('deploy'),
              refPattern: '^refs/heads/main$',
            },
          ],
        },
      ],
    }),
  });
  return (statement?.predicate as Record<string, unknown>) ?? reason;
}

function matches(
  record: Record<string, unknown> | string,
  expected: Record<string, unknown>,
): boolean {
  return (
    typeof record !== 'string' &&
    record.environment === 'production' &&
    record.strategy === 'rolling' &&
    Object.entries(expected).every(([key, value]) => record[key] === value)
  );
}

function namesGate({ artifacts, record }: Deployed): boolean {
  const file = path.join(
    artifacts,
    'deployment-production',
    'gate.sigstore.json',
  );
  const { gate } = record as { gate?: { digest: { sha256: string } } };
  return digestOf(fs.readFileSync(file)) === `sha256:${gate?.digest.sha256}`;
}
