import type { Checkout } from '../checkout';
import { exec } from '../process/exec';
import { contentDigest, Stamp, workspaceClosure } from './digest';
import type { Steps } from './Steps';

export type BuildOptions = {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  steps: Steps;
  signal: AbortSignal;
};

const sharedInputs = ['yarn.lock', 'tsconfig.json', 'app-config.yaml'];

/** What the app was last built from, and what it would be built from now. */
export function appState(checkout: Checkout): { stamp: Stamp; digest: string } {
  const inputs = [...workspaceClosure(checkout.root, 'app'), ...sharedInputs];
  return {
    stamp: new Stamp(
      checkout.resolve('packages', 'app', 'dist', '.companyos-inputs'),
    ),
    digest: contentDigest(checkout.root, inputs),
  };
}

/** Builds the browser app into packages/app/dist, when a file that it is made from has changed. */
export async function buildApp(options: BuildOptions): Promise<void> {
  const { checkout, env, steps, signal } = options;
  const title = 'Build the app';
  const { stamp, digest } = appState(checkout);
  if (stamp.matches(digest)) {
    steps.skip(title, 'unchanged');
    return;
  }
  await steps.run(title, async () => {
    stamp.clear();
    await exec('yarn', ['backstage-cli', 'package', 'build'], {
      cwd: checkout.resolve('packages', 'app'),
      env: { ...env, NODE_ENV: 'production' },
      logFile: checkout.state('logs', 'build-app.log'),
      signal,
    });
    stamp.write(digest);
  });
}
