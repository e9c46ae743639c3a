import fs from 'node:fs';
import path from 'node:path';
import { freePort, preferPort } from '../process/ports';
import { Service } from '../process/Service';
import { answersOk } from './Opa';

// What a laptop looks at in a day, in about a hundred megabytes.
const MAX_TRACES = 20_000;

/** Jaeger on the loopback interface, which keeps traces in memory: OTLP over HTTP in, its pages and query API out. */
export class Jaeger {
  static async start(options: {
    program: string;
    configFile: string;
    logFile: string;
    pidFile: string;
    signal: AbortSignal;
  }): Promise<Jaeger> {
    const port = await preferPort(16686);
    const otlpPort = await freePort();
    const grpcPort = await freePort();
    fs.mkdirSync(path.dirname(options.configFile), { recursive: true });
    fs.writeFileSync(
      options.configFile,
      jaegerConfig({ port, otlpPort, grpcPort }),
    );
    const service = Service.start({
      name: 'Jaeger',
      command: options.program,
      args: [`--config=file:${options.configFile}`],
      logFile: options.logFile,
      pidFile: options.pidFile,
      // An orderly end takes it longer than ten seconds, and all that it has is in memory.
      stopSignal: 'SIGKILL',
    });
    const jaeger = new Jaeger(
      service,
      `http://127.0.0.1:${port}`,
      `http://127.0.0.1:${otlpPort}`,
    );
    try {
      await service.ready(() => answersOk(`${jaeger.url}/api/services`), {
        timeout: 30_000,
        signal: options.signal,
      });
    } catch (error) {
      await service.stop();
      throw error;
    }
    return jaeger;
  }

  private constructor(
    readonly service: Service,
    readonly url: string,
    /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
    readonly otlpUrl: string,
  ) {}

  stop(): Promise<void> {
    return this.service.stop();
  }
}

/** One receiver, one store, one query server. Without a file Jaeger opens a dozen ports, some to the world. */
function jaegerConfig(ports: {
  port: number;
  otlpPort: number;
  grpcPort: number;
}): string {
  const endpoint = (port: number) => ({ endpoint: `127.0.0.1:${port}` });
  // JSON is YAML, which is what Jaeger reads.
  return JSON.stringify(
    {
      service: {
        extensions: ['jaeger_storage', 'jaeger_query'],
        pipelines: {
          traces: {
            receivers: ['otlp'],
            exporters: ['jaeger_storage_exporter'],
          },
        },
        telemetry: { metrics: { level: 'none' } },
      },
      extensions: {
        jaeger_storage: {
          backends: { memory: { memory: { max_traces: MAX_TRACES } } },
        },
        jaeger_query: {
          storage: { traces: 'memory' },
          http: endpoint(ports.port),
          grpc: endpoint(ports.grpcPort),
        },
      },
      receivers: { otlp: { protocols: { http: endpoint(ports.otlpPort) } } },
      exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
    },
    undefined,
    2,
  );
}
