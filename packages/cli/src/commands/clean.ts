import fs from 'node:fs';
import { findCheckout } from '../checkout';
import type { CommandContext, CommandInput, CommandResult } from '../command';
import { CliError } from '../errors';
import { runningPortal } from '../portal/lock';

type Options = CommandInput<{
  state: { type: 'boolean'; description: string };
}>;

/** Removes build output; with `--state` the database, the repositories and the keys as well. */
export async function clean(
  { options }: Options,
  context: CommandContext,
): Promise<CommandResult> {
  const checkout = findCheckout(context.cwd, context.env);
  const holder = await runningPortal(checkout);
  if (holder)
    throw new CliError(
      `The portal runs in this checkout (process ${holder}): stop it first.`,
    );
  const removed = ['packages', 'plugins'].flatMap(group =>
    fs
      .readdirSync(checkout.resolve(group))
      // this very program runs from the tool's own output
      .filter(name => name !== 'cli')
      .map(name => checkout.resolve(group, name, 'dist')),
  );
  removed.push(
    checkout.resolve('dist-types'),
    ...['bundle', 'cli', 'logs', 'run'].map(name => checkout.state(name)),
  );
  if (options.state) removed.push(checkout.stateDir);
  const existing = removed.filter(dir => fs.existsSync(dir));
  await context.steps.run('Remove build output', async () => {
    for (const dir of existing)
      fs.rmSync(dir, { recursive: true, force: true });
  });
  return { json: { removed: existing } };
}
