import { setTimeout as sleep } from 'node:timers/promises';
import { findCheckout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { CliError } from '../errors';
import { runningPortal } from '../portal/lock';

const patience = 60_000;

/** Asks the portal that runs in this checkout to stop, and waits until it has. */
export async function stop(
  _input: unknown,
  context: CommandContext,
): Promise<CommandResult> {
  const checkout = findCheckout(context.cwd, context.env);
  const pid = await runningPortal(checkout);
  if (pid === undefined)
    return {
      json: { stopped: false },
      text: 'No portal runs in this checkout.',
    };
  await context.steps.run(`Stop the portal (process ${pid})`, async () => {
    process.kill(pid, 'SIGTERM');
    const deadline = Date.now() + patience;
    while ((await runningPortal(checkout)) === pid) {
      if (Date.now() > deadline)
        throw new CliError(
          `Process ${pid} still runs after ${patience / 1000} seconds.`,
        );
      await sleep(200, undefined, { signal: context.signal });
    }
  });
  return { json: { stopped: true } };
}
