import type { Checkout } from '../checkout';
import { Service } from '../process/Service';
import { answersOk } from '../services/Opa';
import { configArguments, Portal } from '../services/Portal';
import type { Stack } from '../services/Stack';

// The first start compiles the whole app.
const timeout = 300_000;

/** The server and the app from their sources; both start again when a file changes. */
export async function startDevServers(
  options: {
    checkout: Checkout;
    env: NodeJS.ProcessEnv;
    url: string;
    serverUrl: string;
    signal: AbortSignal;
  },
  stack: Stack,
): Promise<void> {
  const { checkout, env, url, serverUrl, signal } = options;
  const args = [
    'backstage-cli',
    'package',
    'start',
    ...configArguments(checkout),
  ];
  const app = Service.start({
    name: 'the app',
    command: 'yarn',
    args,
    cwd: checkout.resolve('packages', 'app'),
    env,
    logFile: checkout.state('logs', 'app.log'),
    pidFile: checkout.state('run', 'app.pid'),
  });
  stack.add({ service: app, stop: () => app.stop() });
  stack.add(
    await Portal.start({
      checkout,
      env,
      cwd: checkout.resolve('packages', 'backend'),
      command: 'yarn',
      args,
      url: serverUrl,
      serverUrl,
      firstPage: false,
      timeout,
      signal,
    }),
  );
  await app.ready(() => answersOk(`${url}/`), { timeout, signal });
}
