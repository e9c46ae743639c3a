import type { Checkout } from '../checkout';
import { Jaeger } from '../services/Jaeger';
import type { Stack } from '../services/Stack';
import type { Steps } from '../steps/Steps';
import { provideTool } from '../tools/provideTool';

/** Jaeger beside the portal, with the pinned program. */
export async function startJaeger(options: {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  steps: Steps;
  signal: AbortSignal;
  stack: Stack;
}): Promise<Jaeger> {
  const { checkout, env, steps, signal, stack } = options;
  const log = (file: string) => checkout.state('logs', file);
  const program = await provideTool('jaeger', {
    env,
    steps,
    signal,
    logFile: log('jaeger-build.log'),
  });
  return steps.run('Start Jaeger', async () =>
    stack.add(
      await Jaeger.start({
        program,
        configFile: checkout.state('run', 'jaeger.json'),
        logFile: log('jaeger.log'),
        pidFile: checkout.state('run', 'jaeger.pid'),
        signal,
      }),
    ),
  );
}
