import fs from 'node:fs';
import path from 'node:path';
import { execCode, tail } from '../../process/exec';
import { actions } from './actions';
import {
  interpolate,
  isWanted,
  type Contexts,
  type Status,
} from './expressions';
import type { Job, Step, Workflow } from './workflow';

/** What GitHub knows of a run. */
export type WorkflowRun = {
  /** The repository at the commit that is built. */
  origin: string;
  /** Folder of this run: clones, logs, files of the runner. */
  dir: string;
  /** Workflow artifacts, a folder each; of all runs that find each other. */
  artifacts: string;
  github: {
    event_name: string;
    ref: string;
    ref_name: string;
    ref_type: string;
    sha: string;
    repository: string;
    repository_id: string;
    run_id: string;
    workflow_ref: string;
    token: string;
    event: { repository: { default_branch: string } };
  };
  inputs: Record<string, string>;
  vars: Record<string, string>;
  secrets: Record<string, string>;
  /** The runner's own environment. */
  env: NodeJS.ProcessEnv;
  /** What a job that may ask for an identity token gets. */
  identity: NodeJS.ProcessEnv;
  signal: AbortSignal;
};

type StepResult = {
  outcome: 'success' | 'failure' | 'skipped';
  outputs: Record<string, string>;
  logFile: string;
  problem?: string;
};

/** How a job ended, and each of its steps by name. */
export type JobResult = {
  result: 'success' | 'failure' | 'skipped';
  workspace: string;
  /** What it wrote for the page of the run. */
  summary: string;
  steps: Record<string, StepResult>;
};

/**
 * Runs the jobs of a workflow on this machine, in their order and each in a clone of its own: every `run` step as it
 * stands, with the shell, the environment and the identity that GitHub would give it.
 */
export async function runWorkflow(
  workflow: Workflow,
  run: WorkflowRun,
): Promise<Record<string, JobResult>> {
  const done: Record<string, JobResult> = {};
  const contexts = contextsOf(workflow, run);
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const status =
      job.needs && done[job.needs].result !== 'success' ? 'failure' : 'success';
    done[id] = isWanted(job.if, contexts, status)
      ? await runJob(id, job, contexts, run)
      : { result: 'skipped', workspace: '', summary: '', steps: {} };
  }
  return done;
}

/** Which steps of each job would run, if all went well. */
export function planWorkflow(
  workflow: Workflow,
  run: WorkflowRun,
): Record<string, string[]> {
  const contexts = contextsOf(workflow, run);
  const wanted = ({ if: condition }: { if?: string }) =>
    isWanted(condition, { ...contexts, steps: {} }, 'success');
  return Object.fromEntries(
    Object.entries(workflow.jobs).map(([id, job]) => [
      id,
      wanted(job) ? job.steps.filter(wanted).map(({ name }) => name) : [],
    ]),
  );
}

function contextsOf(workflow: Workflow, run: WorkflowRun): Contexts {
  const { github, secrets, vars } = run;
  return { github, secrets, vars, inputs: inputsOf(workflow, run.inputs) };
}

function inputsOf(
  { on }: Workflow,
  given: Record<string, string>,
): Record<string, string> {
  const { inputs } = on.workflow_call;
  for (const name of Object.keys(given)) {
    if (!inputs[name]) throw new Error(`There is no input '${name}'`);
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { default: fallback, required }]) => {
      const value = given[name] ?? fallback;
      if (value === undefined || (required && given[name] === undefined))
        throw new Error(`The input '${name}' is missing`);
      return [name, value];
    }),
  );
}

async function runJob(
  id: string,
  job: Job,
  contexts: Contexts,
  run: WorkflowRun,
): Promise<JobResult> {
  const dir = path.join(run.dir, id);
  fs.rmSync(dir, { recursive: true, force: true });
  fs.mkdirSync(path.join(dir, 'temp'), { recursive: true });
  const summaryFile = path.join(dir, 'summary.md');
  fs.writeFileSync(summaryFile, '');
  const workspace = path.join(dir, run.github.repository.split('/')[1]);
  const steps: Record<string, StepResult> = {};
  const byId: Record<string, StepResult> = {};
  let status: Status = 'success';
  for (const [index, step] of job.steps.entries()) {
    const now = { ...contexts, steps: byId };
    const logFile = path.join(dir, `${index + 1}.log`);
    const result = isWanted(step.if, now, status)
      ? await runStep(step, {
          ...{ contexts: now, dir, job, logFile, run, status },
          ...{ summaryFile, workspace },
        })
      : { outcome: 'skipped' as const, outputs: {}, logFile };
    steps[step.name] = result;
    if (step.id) byId[step.id] = result;
    if (result.outcome === 'failure') status = 'failure';
  }
  const summary = fs.readFileSync(summaryFile, 'utf8');
  return { result: status, workspace, summary, steps };
}

type StepContext = {
  job: Job;
  contexts: Contexts;
  status: Status;
  run: WorkflowRun;
  dir: string;
  workspace: string;
  summaryFile: string;
  logFile: string;
};

async function runStep(step: Step, context: StepContext): Promise<StepResult> {
  const { logFile, run } = context;
  const outputFile = logFile.replace(/\.log$/, '.output');
  fs.writeFileSync(outputFile, '');
  const end = (problem?: string): StepResult => ({
    outcome: problem === undefined ? 'success' : 'failure',
    outputs: readOutputs(outputFile),
    logFile,
    problem,
  });
  try {
    if (step.uses !== undefined) {
      await runAction(step.uses, step, context);
      return end();
    }
    const code = await runScript(step, outputFile, context);
    return end(
      code === 0 ? undefined : `exit code ${code}\n${tail(logFile, 40)}`,
    );
  } catch (error) {
    run.signal.throwIfAborted();
    return end((error as Error).message);
  }
}

async function runAction(
  uses: string,
  step: Step,
  { contexts, job, logFile, run, status, workspace }: StepContext,
) {
  const [name] = uses.split('@');
  const action = actions[name];
  if (!action) throw new Error(`The action ${name} is not known here`);
  const inputs = Object.fromEntries(
    Object.entries(step.with).map(([key, value]) => {
      if (!action.inputs.includes(key))
        throw new Error(`The input ${key} of ${name} is not known here`);
      return [key, interpolate(String(value), contexts, status)];
    }),
  );
  const { artifacts, env, origin, signal } = run;
  await action.run(inputs, {
    ...{ artifacts, env, logFile, origin, signal, workspace },
    permissions: job.permissions,
  });
}

function runScript(
  step: Step,
  outputFile: string,
  context: StepContext,
): Promise<number> {
  const { contexts, dir, job, logFile, run, status } = context;
  const script = logFile.replace(/\.log$/, '.sh');
  fs.writeFileSync(script, step.run ?? '');
  const declared = Object.fromEntries(
    Object.entries({ ...job.env, ...step.env }).map(([key, value]) => [
      key,
      interpolate(value, contexts, status),
    ]),
  );
  const { github } = run;
  return execCode(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', script],
    {
      cwd: context.workspace,
      env: {
        ...run.env,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_EVENT_NAME: github.event_name,
        GITHUB_OUTPUT: outputFile,
        GITHUB_REF: github.ref,
        GITHUB_REF_NAME: github.ref_name,
        GITHUB_REPOSITORY: github.repository,
        GITHUB_REPOSITORY_ID: github.repository_id,
        GITHUB_REPOSITORY_OWNER: github.repository.split('/')[0],
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_RUN_ID: github.run_id,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_SHA: github.sha,
        GITHUB_STEP_SUMMARY: context.summaryFile,
        GITHUB_WORKFLOW_REF: github.workflow_ref,
        GITHUB_WORKSPACE: context.workspace,
        RUNNER_TEMP: path.join(dir, 'temp'),
        ...(job.permissions['id-token'] === 'write' ? run.identity : {}),
        ...declared,
      },
      logFile,
      signal: run.signal,
    },
  );
}

function readOutputs(file: string): Record<string, string> {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(
    lines.map(line => {
      const [name, ...value] = line.split('=');
      return [name, value.join('=')];
    }),
  );
}
