import fs from 'node:fs';
import path from 'node:path';
import { readNodeTestLog } from '../../nodeTestLog';
import type { Checks } from '../check';
import type { SuiteContext, SuiteCounts } from '../Suite';
import {
  attempt,
  changeArtifact,
  editArtifact,
  stepsSucceed,
  stoppedBy,
} from './attempt';
import { planWorkflow, runWorkflow, type JobResult } from './runWorkflow';
import type { Situation } from './situation';
import { readWorkflow, type Workflow } from './workflow';

/** What a run of the golden path on main has come to. */
export type GoldenPathRun = {
  checks: Checks;
  /** The tests that `make test` counted in it. */
  tests: SuiteCounts;
  /** The clone that was built, with all that is installed in it. */
  workspace: string;
};

/**
 * Runs `golden-path.yml` on the generated service as a push to main does, then asks what a pull request would run, and
 * hands the signing job what it must refuse.
 */
export async function checkGoldenPath(
  situation: Situation,
  { checkout }: SuiteContext,
): Promise<GoldenPathRun> {
  const workflow = readWorkflow(
    checkout.resolve('.github', 'workflows', 'golden-path.yml'),
  );
  const push = situation.push('golden-path', 'push');
  // nothing here can build an image
  push.inputs = { artifact: 'tarball' };
  const { check, sign } = await runWorkflow(workflow, push);
  const log = path.join(check.workspace, 'evidence', 'reports', 'test.log');
  return {
    workspace: check.workspace,
    tests: readNodeTestLog(
      fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : '',
    ),
    checks: {
      ...stepsSucceed({ check, sign }, workflow, [
        'Publish the image',
        'Upload the evidence to the portal',
      ]),
      ...(sign.result === 'success' ? checkEvidence(push.artifacts, sign) : {}),
      ...checkPullRequest(situation, workflow),
      ...(await checkRefusals(situation, workflow)),
    },
  };
}

function checkEvidence(artifacts: string, sign: JobResult): Checks {
  const evidence = path.join(artifacts, 'evidence');
  const bundles = fs
    .readdirSync(evidence)
    .filter(name => name.endsWith('.sigstore.json'))
    .map(name => name.split('.')[0])
    .sort()
    .join();
  const bom = JSON.parse(
    fs.readFileSync(path.join(artifacts, 'sbom', 'sbom.cdx.json'), 'utf8'),
  ) as { bomFormat?: string; components?: unknown[] };
  const { digest, commit } = JSON.parse(
    fs.readFileSync(path.join(evidence, 'artifact.json'), 'utf8'),
  );
  const sources = fs.readdirSync(sign.workspace).sort().join();
  const { summary } = sign;
  return {
    'all evidence is signed':
      bundles === 'provenance,release,sast,sbom,scan,secrets,signature,test' ||
      bundles,
    'the SBOM can be downloaded by itself':
      (bom.bomFormat === 'CycloneDX' && (bom.components?.length ?? 0) > 0) ||
      JSON.stringify(bom).slice(0, 200),
    'the summary names digest, commit and stages':
      [digest, commit, `| ${bom.components?.length} |`, '| publish |'].every(
        part => summary.includes(part),
      ) || summary,
    'the job that signs has no source and no dependencies':
      sources ===
        '.companyos,.git,.nvmrc,evidence,package-lock.json,package.json,scripts' ||
      sources,
  };
}

/** From a fork: no variable, no secret, and no identity. */
function checkPullRequest(situation: Situation, workflow: Workflow): Checks {
  const run = situation.push('golden-path', 'pull-request');
  const plan = planWorkflow(workflow, {
    ...run,
    github: {
      ...run.github,
      event_name: 'pull_request',
      ref: 'refs/pull/7/merge',
      ref_name: '7/merge',
    },
    vars: {},
    secrets: {},
  });
  const all = workflow.jobs.check.steps.map(({ name }) => name);
  return {
    'a pull request is checked in full':
      plan.check.join() === all.join() || plan.check.join(),
    'a pull request signs nothing': plan.sign.length === 0 || plan.sign.join(),
    'the job of a pull request could not sign':
      Object.keys(workflow.jobs.check.permissions).join() === 'contents' ||
      JSON.stringify(workflow.jobs.check.permissions),
    'the include needs no secret':
      Object.keys(workflow.on.workflow_call.secrets).length === 0,
    ...checkBranches(situation, workflow),
  };
}

function checkBranches(situation: Situation, workflow: Workflow): Checks {
  const run = situation.push('golden-path', 'branches');
  const signs = (github: Partial<typeof run.github>) =>
    planWorkflow(workflow, { ...run, github: { ...run.github, ...github } })
      .sign.length > 0;
  return {
    'a push to another branch signs nothing': !signs({
      ref: 'refs/heads/try',
      ref_name: 'try',
    }),
    'a tag is signed': signs({
      ref: 'refs/tags/v1.0.0',
      ref_name: 'v1.0.0',
      ref_type: 'tag',
    }),
    'a run by hand signs nothing': !signs({ event_name: 'workflow_dispatch' }),
  };
}

/** What the job that signs gets from the other one may have been changed by whatever ran there. */
async function checkRefusals(
  situation: Situation,
  workflow: Workflow,
): Promise<Checks> {
  const { sign } = workflow.jobs;
  const alone = { ...workflow, jobs: { sign: { ...sign, needs: undefined } } };
  const refused = async (
    name: string,
    expected: { step: string; reason: string },
    change: (evidence: string) => void,
    vars: Record<string, string> = {},
  ) => {
    const run = situation.push('golden-path', name);
    const tried = await attempt(
      alone,
      {
        ...run,
        inputs: { artifact: 'image' },
        vars: { ...run.vars, ...vars },
      },
      { artifact: 'evidence-unsigned', change },
    );
    const nothing =
      tried.jobs.sign.steps['Publish the image'].outcome === 'skipped' &&
      !fs.existsSync(path.join(tried.artifacts, 'evidence'));
    return (
      (stoppedBy(tried, expected) && nothing) ||
      `${tried.stopped?.step}, ${tried.stopped?.problem}`
    );
  };
  return {
    'a changed artifact is not signed': await refused(
      'changed-artifact',
      { step: 'Sign', reason: 'is not the file that was built' },
      changeArtifact,
    ),
    'the artifact of another commit is not signed': await refused(
      'other-commit',
      { step: 'Sign', reason: 'was built from the commit' },
      evidence => editArtifact(evidence, { commit: '0'.repeat(40) }),
    ),
    'nothing is signed without tests': await refused(
      'without-tests',
      { step: 'Sign', reason: "without the evidence 'test'" },
      evidence =>
        fs.rmSync(path.join(evidence, 'statements', 'test.json'), {
          force: true,
        }),
    ),
    'nothing is published that would not be trusted': await refused(
      'untrusted',
      {
        step: 'Verify what was signed',
        reason: 'EVIDENCE_TRUST_MISSING',
      },
      () => {},
      { COMPANYOS_TRUST_POLICY: '{}' },
    ),
    'nothing is signed when nobody says whom to trust': await refused(
      'no-policy',
      { step: 'Read whom to trust', reason: 'COMPANYOS_TRUST_POLICY' },
      () => {},
      { COMPANYOS_TRUST_POLICY: '' },
    ),
  };
}
