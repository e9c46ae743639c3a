import { z } from 'zod/v4';
import { CliError, exitCode } from '../errors';

const answerSchema = z.object({ value: z.string().min(1) });

/** Whether this is a job of GitHub Actions that may ask for tokens: `permissions: id-token: write`. */
export function isGitHubJob(env: NodeJS.ProcessEnv): boolean {
  return Boolean(
    env.ACTIONS_ID_TOKEN_REQUEST_URL && env.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
  );
}

/**
 * Asks GitHub for a token that says which repository and which run this is. A portal takes each token once.
 *
 * @param audience - who the token is for: the portal's address
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export async function githubToken(
  audience: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const url = new URL(env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '');
  url.searchParams.set('audience', audience);
  try {
    const response = await fetch(url, {
      headers: {
        Authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}`,
      },
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return answerSchema.parse(await response.json()).value;
  } catch (error) {
    throw new CliError(
      `GitHub did not give this job a token: ${
        (error as Error).message
      }. The workflow needs 'permissions: id-token: write'.`,
      exitCode.refused,
      { cause: error },
    );
  }
}
