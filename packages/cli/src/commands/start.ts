import { findCheckout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { InterruptedError, UsageError } from '../errors';
import { PortalClient } from '../portal/PortalClient';
import { sendGentleTraffic } from '../portal/gentleTraffic';
import {
  ensureReferenceService,
  referenceService,
} from '../portal/referenceService';
import { runReferenceService } from '../portal/runReferenceService';
import { startJaeger } from '../portal/startJaeger';
import { startPrometheus } from '../portal/startPrometheus';
import { watchReleases } from '../portal/watchReleases';
import { startPortal } from '../portal/startPortal';
import type { ServiceAddresses } from '../services/ReferenceService';
import { formatDuration } from '../steps/Steps';

export type StartOptions = {
  port?: string;
  'postgres-port'?: string;
  'without-reference-service'?: boolean;
};

function portNumber(
  text: string | undefined,
  option: string,
): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UsageError(
      `${option} takes a port from 1 to 65535, and got '${text}'.`,
    );
  }
  return port;
}

/** `make start TRACING=1`: a variable, because make passes those on. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value);
}

async function run(
  options: StartOptions,
  context: CommandContext,
  hotReload: boolean,
): Promise<CommandResult> {
  const started = performance.now();
  const { env, steps, signal } = context;
  const checkout = findCheckout(context.cwd, env);
  const portal = await startPortal({
    checkout,
    env,
    steps,
    signal,
    port: portNumber(options.port, '--port') ?? 7007,
    postgresPort: portNumber(options['postgres-port'], '--postgres-port'),
    dev: hotReload,
  });
  try {
    const { stack } = portal;
    const jaeger = isOn(env.TRACING)
      ? await startJaeger({ checkout, env, steps, signal, stack })
      : undefined;
    let service: ServiceAddresses | undefined;
    if (!options['without-reference-service']) {
      const client = new PortalClient({
        baseUrl: portal.serverUrl,
        token: portal.serviceToken,
      });
      await ensureReferenceService({ checkout, client, steps, signal });
      service = await runReferenceService({
        ...portal,
        checkout,
        env,
        steps,
        signal,
        otlpUrl: jaeger?.otlpUrl,
      });
    }
    if (service) sendGentleTraffic(service, signal);
    watchReleases({ ...portal, checkout, env, steps, signal }).catch(error => {
      steps.say(`Releases are not uploaded any more: ${error.message}`);
    });
    const time = formatDuration(performance.now() - started);
    steps.say(
      [
        `\nThe portal is ready after ${time}: ${portal.url}`,
        service && `The reference service: ${service.url}`,
        service && `  Tokens for it: ${service.issuerUrl}/users`,
        jaeger && `  Its traces: ${jaeger.url}`,
        `Ctrl-C stops ${service ? 'everything' : 'it'}. Logs: ${checkout.state(
          'logs',
        )}\n`,
      ]
        .filter(Boolean)
        .join('\n'),
    );
    // Nothing waits for it, and where it cannot be downloaded it takes minutes to build.
    const prometheus =
      service &&
      (await startPrometheus({
        checkout,
        env,
        steps,
        signal,
        stack,
        url: portal.prometheusUrl,
        target: { job: referenceService.name, metricsUrl: service.metricsUrl },
      }));
    if (prometheus)
      steps.say(`Metrics of the reference service: ${prometheus.url}\n`);
    await untilAborted(signal, portal.stack.firstEnd());
    return { json: { url: portal.url } };
  } finally {
    await portal.stop();
  }
}

/** Waits for Ctrl-C, which is how this command is meant to end; a service that ends first is a failure. */
async function untilAborted(
  signal: AbortSignal,
  firstEnd: Promise<Error>,
): Promise<void> {
  const aborted = new Promise<undefined>(resolve => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const problem = await Promise.race([aborted, firstEnd]);
  if (problem) throw problem;
  if (!(signal.reason instanceof InterruptedError)) throw signal.reason;
}

/** The portal as it is deployed, on this machine, until Ctrl-C. */
export function start(
  { options }: { options: StartOptions },
  context: CommandContext,
) {
  return run(options, context, false);
}

/** The same with hot reload. */
export function dev(
  { options }: { options: StartOptions },
  context: CommandContext,
) {
  return run(options, context, true);
}
