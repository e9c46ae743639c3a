import fs from 'node:fs';
import path from 'node:path';
import type { Checkout } from '../checkout';
import { Service } from '../process/Service';
import { answersOk } from './Opa';

export type PortalOptions = {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  /** Folder to run in, and the program with its arguments. */
  cwd: string;
  command: string;
  args: string[];
  /** Where people open the portal. */
  url: string;
  /** Where its server answers. */
  serverUrl: string;
  /** Whether this server also serves the app's first page. */
  firstPage?: boolean;
  timeout: number;
  signal: AbortSignal;
};

/** The configuration files of the checkout: the common one, and a local one that Git does not know. */
export function configArguments(checkout: Checkout): string[] {
  return ['app-config.yaml', 'app-config.local.yaml']
    .map(name => checkout.resolve(name))
    .filter(file => fs.existsSync(file))
    .flatMap(file => ['--config', file]);
}

/** The portal itself: started, and ready when its health endpoint and its first page answer. */
export class Portal {
  static async start(options: PortalOptions): Promise<Portal> {
    const service = Service.start({
      name: 'the portal',
      command: options.command,
      args: options.args,
      cwd: options.cwd,
      env: options.env,
      logFile: options.checkout.state('logs', 'portal.log'),
      pidFile: options.checkout.state('run', 'server.pid'),
      // its own shutdown hooks give themselves half a minute
      stopTimeout: 35_000,
    });
    const isReady = async () =>
      (await answersOk(
        `${options.serverUrl}/.backstage/health/v1/readiness`,
      )) &&
      (options.firstPage === false || (await answersOk(`${options.url}/`)));
    try {
      await service.ready(isReady, {
        timeout: options.timeout,
        // a plugin that cannot start leaves the process running, but never ready
        failure: /Backend startup failed/,
        signal: options.signal,
      });
    } catch (error) {
      await service.stop();
      throw error;
    }
    return new Portal(service);
  }

  private constructor(readonly service: Service) {}

  stop(): Promise<void> {
    return this.service.stop();
  }
}

/** Where the pipelines of pushed commits put releases with their evidence. */
export function releasesDir(checkout: Checkout): string {
  return checkout.state('releases');
}

/** What the server reads from its environment; secrets go this way and never into a file of the checkout. */
export function portalEnvironment(options: {
  checkout: Checkout;
  base: NodeJS.ProcessEnv;
  /** Of the server, and of the app where that has a server of its own. */
  url: string;
  appUrl: string;
  port: number;
  opaUrl: string;
  prometheusUrl: string;
  opaProgram: string;
  techdocsBin: string;
  secrets: { backend: string; serviceToken: string; opaToken: string };
  /** Signs what the pipelines of pushed commits say; this portal alone believes its public half. */
  signingKey: { privateKeyFile: string; publicKey: string };
  postgres: Record<string, string>;
}): NodeJS.ProcessEnv {
  const { checkout, base, url, appUrl, port } = options;
  const isDefault = appUrl === 'http://localhost:7007';
  return {
    ...base,
    ...options.postgres,
    NODE_ENV: 'development',
    // its output goes to a file
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    NODE_COMPILE_CACHE: checkout.resolve('.companyos', 'compile-cache'),
    PATH: [options.techdocsBin, base.PATH].join(path.delimiter),
    TECHDOCS_PATH: options.techdocsBin,
    OPA_URL: options.opaUrl,
    PROMETHEUS_URL: options.prometheusUrl,
    OPA_BIN: options.opaProgram,
    COMPANYOS_STATE_DIR: checkout.stateDir,
    COMPANYOS_SERVICE_TOKEN: options.secrets.serviceToken,
    COMPANYOS_OPA_TOKEN: options.secrets.opaToken,
    BACKEND_SECRET: options.secrets.backend,
    COMPANYOS_SIGNING_KEY: options.signingKey.privateKeyFile,
    COMPANYOS_EVIDENCE_KEY: options.signingKey.publicKey,
    // An image would need a container engine, and its base from the network.
    COMPANYOS_ARTIFACT: 'tarball',
    COMPANYOS_PUBLISH_TO: releasesDir(checkout),
    ...(isDefault
      ? {}
      : {
          APP_CONFIG_app_baseUrl: JSON.stringify(appUrl),
          APP_CONFIG_backend_baseUrl: JSON.stringify(url),
          APP_CONFIG_backend_listen_port: String(port),
        }),
  };
}
