import { findCheckout } from '../checkout';
import type { CommandContext, CommandInput, CommandResult } from '../command';
import { UsageError } from '../errors';
import { buildApp } from '../steps/buildApp';
import { buildBackend } from '../steps/buildBackend';
import { buildPolicies } from '../steps/buildPolicies';

const builders = { app: buildApp, server: buildBackend };

/** Builds the app, the server or both; what has not changed is not built again. */
export async function build(
  input: Pick<CommandInput, 'arguments'>,
  context: CommandContext,
): Promise<CommandResult> {
  const names =
    input.arguments.length > 0 ? input.arguments : Object.keys(builders);
  for (const name of names) {
    if (!(name in builders))
      throw new UsageError(`'${name}' cannot be built: choose app or server.`);
  }
  const options = {
    checkout: findCheckout(context.cwd, context.env),
    env: context.env,
    steps: context.steps,
    signal: context.signal,
  };
  if (names.includes('server')) {
    await buildPolicies(options);
    await buildBackend(options);
  }
  if (names.includes('app')) await buildApp(options);
  return { json: { built: names } };
}
