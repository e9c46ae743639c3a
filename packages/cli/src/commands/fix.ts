import { findCheckout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { exec } from '../process/exec';
import { findTool } from '../tools/provideTool';

/** Repairs what ESLint, Prettier and `opa fmt` can repair by themselves. */
export async function fix(
  _input: unknown,
  context: CommandContext,
): Promise<CommandResult> {
  const { env, steps, signal } = context;
  const checkout = findCheckout(context.cwd, env);
  const options = {
    cwd: checkout.root,
    env,
    signal,
    logFile: checkout.state('logs', 'fix.log'),
  };
  await steps.run('ESLint', () =>
    exec('yarn', ['backstage-cli', 'repo', 'lint', '--fix'], options),
  );
  await steps.run('Prettier', () =>
    exec('yarn', ['prettier', '--write', '--loglevel=warn', '.'], options),
  );
  const opa = await findTool('opa', env);
  if (opa)
    await steps.run('opa fmt', () =>
      exec(
        opa,
        ['fmt', '--write', 'policies', 'templates/service-api/skeleton/policy'],
        options,
      ),
    );
  return { json: {} };
}
