import fs from 'node:fs';
import path from 'node:path';
import type { Checks } from '../check';
import { runWorkflow, type JobResult, type WorkflowRun } from './runWorkflow';
import type { Workflow } from './workflow';

/** What became of a run whose workflow artifact somebody has changed. */
export type Attempt = {
  jobs: Record<string, JobResult>;
  /** Workflow artifacts of this run alone. */
  artifacts: string;
  /** The first step that failed, and what it said. */
  stopped?: { step: string; problem: string };
};

/** Runs a workflow on a copy of a workflow artifact, after `change` was at it. */
export async function attempt(
  workflow: Workflow,
  run: WorkflowRun,
  options: { artifact: string; change(folder: string): void },
): Promise<Attempt> {
  const { artifact, change } = options;
  const artifacts = path.join(run.dir, 'artifacts');
  fs.rmSync(run.dir, { recursive: true, force: true });
  fs.cpSync(
    path.join(run.artifacts, artifact),
    path.join(artifacts, artifact),
    { recursive: true },
  );
  change(path.join(artifacts, artifact));
  const jobs = await runWorkflow(workflow, { ...run, artifacts });
  const [step, result] =
    Object.values(jobs)
      .flatMap(({ steps }) => Object.entries(steps))
      .find(([, { outcome }]) => outcome === 'failure') ?? [];
  return {
    jobs,
    artifacts,
    stopped: step ? { step, problem: result?.problem ?? '' } : undefined,
  };
}

/** Whether it was this step that stopped the run, and for this reason. */
export function stoppedBy(
  { stopped }: Attempt,
  expected: { step: string; reason: string },
): boolean {
  return (
    stopped?.step === expected.step && stopped.problem.includes(expected.reason)
  );
}

/**
 * Each step by its name, so that the report says which one failed and why.
 *
 * @param without - those that must not have run, because they need a container engine or a portal
 */
export function stepsSucceed(
  jobs: Record<string, JobResult>,
  workflow: Workflow,
  without: string[],
): Checks {
  return Object.fromEntries(
    Object.entries(jobs).flatMap(([id, { steps }]) =>
      workflow.jobs[id].steps.map(({ name }) => {
        const { outcome, problem, logFile } = steps[name] ?? {};
        const wanted = without.includes(name) ? 'skipped' : 'success';
        return [
          `${workflow.name}, ${id}: ${name}`,
          outcome === wanted || `${outcome}, ${problem} (${logFile})`,
        ];
      }),
    ),
  );
}

/** What `artifact.json` says. */
export function readArtifact(evidence: string): {
  file: string;
  digest: string;
  version: string;
} {
  return JSON.parse(
    fs.readFileSync(path.join(evidence, 'artifact.json'), 'utf8'),
  );
}

/** Makes `artifact.json` say something else. */
export function editArtifact(evidence: string, change: object): void {
  fs.writeFileSync(
    path.join(evidence, 'artifact.json'),
    JSON.stringify({ ...readArtifact(evidence), ...change }),
  );
}

/** Adds a byte to the artifact. */
export function changeArtifact(evidence: string): void {
  fs.appendFileSync(path.join(evidence, readArtifact(evidence).file), 'x');
}
