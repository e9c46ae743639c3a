import type { Checkout } from '../checkout';
import { CliError } from '../errors';
import { Prometheus } from '../services/Prometheus';
import type { Stack } from '../services/Stack';
import type { Steps } from '../steps/Steps';
import { provideTool } from '../tools/provideTool';

/** Prometheus beside the portal, which does without it: what keeps it from running is told and nothing more. */
export async function startPrometheus(options: {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  steps: Steps;
  signal: AbortSignal;
  stack: Stack;
  url: string;
  target: { job: string; metricsUrl: string };
}): Promise<Prometheus | undefined> {
  const { checkout, env, steps, signal, stack, url, target } = options;
  const log = (file: string) => checkout.state('logs', file);
  try {
    const program = await provideTool('prometheus', {
      env,
      steps,
      signal,
      logFile: log('prometheus-build.log'),
    });
    const prometheus = await steps.run('Start Prometheus', () =>
      Prometheus.start({
        program,
        url,
        dir: checkout.state('prometheus'),
        target,
        logFile: log('prometheus.log'),
        pidFile: checkout.state('run', 'prometheus.pid'),
        signal,
      }),
    );
    stack.addOptional(prometheus);
    return prometheus;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CliError)) throw error;
    steps.say(`\n${error.message}\nThe portal runs without Prometheus.\n`);
    return undefined;
  }
}
