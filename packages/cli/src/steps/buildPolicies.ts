import { exec } from '../process/exec';
import { provideTool } from '../tools/provideTool';
import type { BuildOptions } from './buildApp';

/**
 * Compiles the policies that the portal evaluates in process; the script of `packages/policy` skips what has not
 * changed.
 *
 * @returns where OPA is, for those who need it besides.
 */
export async function buildPolicies({
  checkout,
  env,
  steps,
  signal,
}: BuildOptions): Promise<string> {
  const logFile = checkout.state('logs', 'build-policies.log');
  const opa = await provideTool('opa', { env, steps, signal, logFile });
  await exec(process.execPath, ['packages/policy/scripts/build-policies.mjs'], {
    cwd: checkout.root,
    env: { ...env, OPA_BIN: opa },
    logFile,
    signal,
  });
  return opa;
}
