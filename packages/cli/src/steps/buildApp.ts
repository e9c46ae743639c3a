import fs from 'node:fs';
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

/** Builds the browser app into packages/app/dist, when a file that it is made from has changed. */
export async function buildApp({
  checkout,
  env,
  steps,
  signal,
}: BuildOptions): Promise<void> {
  const title = 'Build the app';
  const digest = contentDigest(checkout.root, [
    ...workspaceClosure(checkout.root, 'app'),
    ...sharedInputs,
  ]);
  const stamp = new Stamp(
    checkout.resolve('packages', 'app', 'dist', '.companyos-inputs'),
  );
  if (stamp.matches(digest)) {
    steps.skip(title, 'unchanged');
    return;
  }
  await steps.run(title, async () => {
    fs.rmSync(checkout.resolve('packages', 'app', 'dist'), {
      recursive: true,
      force: true,
    });
    await exec('yarn', ['backstage-cli', 'package', 'build'], {
      cwd: checkout.resolve('packages', 'app'),
      env: { ...env, NODE_ENV: 'production' },
      logFile: checkout.state('logs', 'build-app.log'),
      signal,
    });
    stamp.write(digest);
  });
}
