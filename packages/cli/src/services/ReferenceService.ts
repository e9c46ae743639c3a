import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Service } from '../process/Service';

const addressesSchema = z.object({
  /** Its API. */
  url: z.url(),
  /** What Prometheus scrapes. */
  metricsUrl: z.url(),
  /** The development token issuer: who there is, and a token for each. */
  issuerUrl: z.url(),
});

/** Where a running service can be reached, as its own `npm run dev -- --json` says. */
export type ServiceAddresses = z.infer<typeof addressesSchema>;

/**
 * A built service of the golden path, run by its own development stack: what the environment names is used
 * (`DATABASE_URL`, `OTEL_EXPORTER_OTLP_ENDPOINT`), and what it does not name the service starts itself.
 */
export class ReferenceService {
  static async start(options: {
    name: string;
    /** Its checkout. */
    dir: string;
    env: NodeJS.ProcessEnv;
    logFile: string;
    pidFile: string;
    signal: AbortSignal;
  }): Promise<ReferenceService> {
    const { name, dir, env, logFile, pidFile, signal } = options;
    const service = Service.start({
      name,
      command: process.execPath,
      args: [path.join('dev', 'main.ts'), '--json'],
      cwd: dir,
      env: { ...env, PORT: '0', METRICS_PORT: '0' },
      logFile,
      pidFile,
      stopTimeout: 30_000,
    });
    try {
      let addresses: ServiceAddresses | undefined;
      const isReady = async () => {
        addresses = readAddresses(logFile);
        return addresses !== undefined;
      };
      await service.ready(isReady, { timeout: 60_000, signal });
      return new ReferenceService(service, addresses!);
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  private constructor(
    readonly service: Service,
    readonly addresses: ServiceAddresses,
  ) {}

  stop(): Promise<void> {
    return this.service.stop();
  }
}

/** The line that says that all of it works stands among the service's own log lines. */
function readAddresses(logFile: string): ServiceAddresses | undefined {
  for (const line of fs.readFileSync(logFile, 'utf8').split('\n')) {
    if (!line.startsWith('{"url"')) continue;
    try {
      return addressesSchema.parse(JSON.parse(line));
    } catch {
      // half a line, which the next look finds whole
    }
  }
  return undefined;
}
