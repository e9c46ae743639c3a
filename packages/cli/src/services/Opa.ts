import { freePort } from '../process/ports';
import { Service } from '../process/Service';

/** OPA as a server on the loopback interface, with the checkout's policies; it reloads them when they change. */
export class Opa {
  static async start(options: {
    program: string;
    policies: string;
    logFile: string;
    pidFile: string;
    port?: number;
    signal: AbortSignal;
  }): Promise<Opa> {
    const port = options.port ?? (await freePort());
    const url = `http://127.0.0.1:${port}`;
    const service = Service.start({
      name: 'OPA',
      command: options.program,
      args: [
        'run',
        '--server',
        `--addr=127.0.0.1:${port}`,
        '--log-format=json',
        '--disable-telemetry',
        '--watch',
        options.policies,
      ],
      logFile: options.logFile,
      pidFile: options.pidFile,
    });
    try {
      await service.ready(() => answersOk(`${url}/health?bundles`), {
        timeout: 20_000,
        signal: options.signal,
      });
    } catch (error) {
      await service.stop();
      throw error;
    }
    return new Opa(service, url);
  }

  private constructor(readonly service: Service, readonly url: string) {}

  stop(): Promise<void> {
    return this.service.stop();
  }
}

/** Whether a URL answers with success just now. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
