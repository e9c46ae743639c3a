import fs from 'node:fs';
import type { Checkout } from '../checkout';
import { evidenceKey, secret } from '../keys';
import { stopLeftover } from '../process/leftovers';
import { freePort, preferPort, requireFreePort } from '../process/ports';
import { Opa } from '../services/Opa';
import { configArguments, Portal, portalEnvironment } from '../services/Portal';
import { Postgres } from '../services/Postgres';
import { Stack } from '../services/Stack';
import { buildApp } from '../steps/buildApp';
import { buildBackend, bundleDir } from '../steps/buildBackend';
import { buildPolicies } from '../steps/buildPolicies';
import { packCli } from '../steps/packCli';
import type { Steps } from '../steps/Steps';
import { provideTechdocs } from '../tools/techdocs';
import { startDevServers } from './devServers';
import { lockPortal } from './lock';
import { referenceService } from './referenceService';

export type PortalSettings = {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  steps: Steps;
  signal: AbortSignal;
  /** Port of the portal's server. */
  port: number;
  /** Port of PostgreSQL; any free one when not given. */
  postgresPort?: number;
  /** Hot reload: nothing is built, the app has a server of its own. */
  dev?: boolean;
};

export type RunningPortal = {
  url: string;
  serverUrl: string;
  serviceToken: string;
  postgres: Postgres;
  opaProgram: string;
  /** Where an OPA sends its decisions, and a file with the token for that. */
  decisionLog: { url: string; tokenFile: string };
  /** Where the portal looks for Prometheus, whether it runs or not. */
  prometheusUrl: string;
  stack: Stack;
  /** Stops everything; afterwards another start may follow. */
  stop(): Promise<void>;
};

const devAppPort = 3000;

/**
 * Brings up everything that the portal is made of, in order, each waited for until it works. When one of them cannot
 * be had, those that run are stopped again before the error is thrown.
 */
export async function startPortal(
  settings: PortalSettings,
): Promise<RunningPortal> {
  const { checkout, steps, port, dev } = settings;
  // the scaffolder's working directory, which must be there before it starts
  fs.mkdirSync(checkout.state('work'), { recursive: true });
  const unlock = await lockPortal(checkout);
  const stack = new Stack(steps);
  const stop = async () => {
    try {
      await stack.stop();
    } finally {
      unlock();
    }
  };
  try {
    await stopLeftovers(checkout);
    await requireFreePort(port, 'the portal', '--port');
    if (dev)
      await requireFreePort(
        devAppPort,
        'the app with hot reload',
        'no option: it is fixed',
      );
    if (settings.postgresPort)
      await requireFreePort(
        settings.postgresPort,
        'PostgreSQL',
        '--postgres-port',
      );
    return { ...(await bringUp(settings, stack)), stack, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopLeftovers(checkout: Checkout) {
  await stopLeftover(checkout.state('run', 'server.pid'), 'backend');
  await stopLeftover(checkout.state('run', 'app.pid'), 'backstage-cli');
  await stopLeftover(
    checkout.state('run', 'opa.pid'),
    checkout.resolve('policies'),
  );
  for (const name of ['jaeger', 'prometheus']) {
    await stopLeftover(checkout.state('run', `${name}.pid`), name);
  }
  await stopLeftover(
    checkout.state('run', `${referenceService.name}.pid`),
    'dev/main.ts',
  );
}

async function bringUp(
  settings: PortalSettings,
  stack: Stack,
): Promise<Omit<RunningPortal, 'stop' | 'stack'>> {
  const { checkout, env, steps, signal, port, dev } = settings;
  const log = (name: string) => checkout.state('logs', name);
  const opaProgram = await buildPolicies({ checkout, env, steps, signal });
  const techdocsBin = await provideTechdocs({
    checkout,
    env,
    steps,
    signal,
    logFile: log('techdocs.log'),
  });
  if (!dev) {
    await buildBackend({ checkout, env, steps, signal });
    await buildApp({ checkout, env, steps, signal });
  }
  await packCli({
    checkout,
    env,
    steps,
    signal,
    outDir: checkout.state('cli'),
  });

  const postgres = await steps.run('Start PostgreSQL', async () =>
    stack.add(
      await Postgres.start({
        dir: checkout.state('postgres'),
        logFile: log('postgres.log'),
        password: secret(checkout, 'postgres-password'),
        port: settings.postgresPort ?? (await freePort()),
        signal,
      }),
    ),
  );
  const opa = await steps.run('Start OPA', async () =>
    stack.add(
      await Opa.start({
        program: opaProgram,
        policies: checkout.resolve('policies'),
        logFile: log('opa.log'),
        pidFile: checkout.state('run', 'opa.pid'),
        signal,
      }),
    ),
  );

  const serverUrl = `http://localhost:${port}`;
  const serviceToken = secret(checkout, 'service-token');
  const prometheusUrl = `http://127.0.0.1:${await preferPort(9090)}`;
  const url = dev ? `http://localhost:${devAppPort}` : serverUrl;
  const portalEnv = portalEnvironment({
    checkout,
    base: env,
    url: serverUrl,
    appUrl: url,
    port,
    opaUrl: opa.url,
    prometheusUrl,
    opaProgram,
    techdocsBin,
    secrets: {
      backend: secret(checkout, 'backend-secret'),
      serviceToken,
      opaToken: secret(checkout, 'opa-token'),
    },
    signingKey: evidenceKey(checkout),
    postgres: postgres.env,
  });
  const common = { checkout, env: portalEnv, url, serverUrl, signal };
  // Where the scaffolder keeps the files of its tasks; it does not start without the folder.
  fs.mkdirSync(checkout.state('work'), { recursive: true });
  await steps.run('Start the portal', async () => {
    if (dev) await startDevServers(common, stack);
    else {
      const cwd = bundleDir(checkout);
      const args = ['packages/backend', ...configArguments(checkout)];
      stack.add(
        await Portal.start({
          ...common,
          cwd,
          command: process.execPath,
          args,
          timeout: 120_000,
        }),
      );
    }
  });
  const decisionLog = {
    url: `${serverUrl}/api/decision-log/v1`,
    tokenFile: checkout.state('keys', 'opa-token'),
  };
  return {
    ...{ url, serverUrl, serviceToken, postgres, opaProgram },
    ...{ decisionLog, prometheusUrl },
  };
}
