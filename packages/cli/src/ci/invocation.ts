function serverOf(env: NodeJS.ProcessEnv): string {
  return env.GITHUB_SERVER_URL ?? 'https://github.com';
}

/** The workflow that runs, as a URI; undefined on a person's machine. */
export function workflowOf(env: NodeJS.ProcessEnv): string | undefined {
  const workflow = env.GITHUB_WORKFLOW_REF;
  return workflow && `${serverOf(env)}/${workflow}`;
}

/** The run, as others find it. */
export function invocationOf(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = env;
  if (!GITHUB_RUN_ID) return env.COMPANYOS_RUN_ID;
  return `${serverOf(
    env,
  )}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/attempts/${
    GITHUB_RUN_ATTEMPT ?? 1
  }`;
}
